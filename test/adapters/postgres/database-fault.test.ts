import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { asStoreError, DatabaseFault, StatementRefused } from '../../../src/adapters/postgres/database-fault.ts';
import { StoreUnavailable } from '../../../src/ports/store.ts';

const CANARY = 'canary-7Qm2-nightlatch-do-not-use';

/** As Prisma hands on what Postgres said: its own code outside, the SQLSTATE deep inside, the row's values beside it. */
function fromPrisma(sqlState: string): Error {
  const cause = { kind: 'postgres', originalCode: sqlState, originalMessage: CANARY, detail: `Key (x)=(${CANARY}) exists` };
  return Object.assign(new Error(`Raw query failed: ${CANARY}`), {
    code: 'P2010',
    meta: { driverAdapterError: { name: 'DriverAdapterError', cause } },
  });
}

test.each(['22P02', '23505', '23514', '23000', '42501', '42P01', 'P0001'])('%s is a statement that was refused', (code) => {
  expect(asStoreError(fromPrisma(code))).toMatchObject({ name: 'StatementRefused', code });
});

test.each([
  ['the disk is full', '53100'],
  ['too many connections', '53300'],
  ['the server shuts down', '57P01'],
  ['it starts up', '57P03'],
  ['it is read-only', '25006'],
  ['the statement took too long', '57014'],
  ['a transaction was left idle', '25P03'],
  ['a lock was not to be had', '55P03'],
  ['a deadlock', '40P01'],
  ['the connection broke', '08006'],
  ['the password is wrong', '28P01'],
])('%s: an outage (%s)', (_what, code) => {
  const error = asStoreError(fromPrisma(code));
  expect(error).toBeInstanceOf(StoreUnavailable);
  expect(error.cause).toEqual(new DatabaseFault(code));
});

test.each([
  ['a code of Prisma’s own', Object.assign(new Error('x'), { code: 'P2028' }), 'P2028'],
  ['a socket’s', Object.assign(new Error('x'), { code: 'ECONNREFUSED' }), 'ECONNREFUSED'],
  ['an error without a code', new Error('x'), 'unknown'],
  ['something that is no error', 'x', 'unknown'],
])('%s is an outage', (_what, thrown, code) => {
  expect(asStoreError(thrown)).toBeInstanceOf(StoreUnavailable);
  expect((asStoreError(thrown).cause as DatabaseFault).code).toBe(code);
});

test('what Postgres said of the row is in no error', () => {
  for (const code of ['23505', '53100'])
    expect(inspect(asStoreError(fromPrisma(code)), { depth: 20, showHidden: true })).not.toContain(CANARY);
});

test('an error that was told apart stays the same', () => {
  const refused = new StatementRefused('23505');
  expect(asStoreError(refused)).toBe(refused);
});
