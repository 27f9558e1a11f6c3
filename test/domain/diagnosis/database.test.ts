import { describe, expect, test } from 'vitest';
import type { DatabaseGates, DatabaseSettings } from '../../../src/domain/database-facts.ts';
import {
  judgeGates,
  judgeSchema,
  judgeSettings,
  judgeShippedClock,
  judgeUnreachable,
} from '../../../src/domain/diagnosis/database.ts';

const settings = (given: Partial<DatabaseSettings> = {}): DatabaseSettings => ({
  ...{
    version: 180_000,
    synchronousCommit: 'on',
    role: 'nightlatch_serve',
    isPowerful: false,
    isMember: true,
    owns: false,
    openToAll: undefined,
  },
  ...given,
});
const AS_MEMBER = 'Connect as a plain login that is a member of nightlatch_app: docs/install.md shows how to make one.';

test.each([
  ['ECONNREFUSED', 'failure', 'Nothing answers where DATABASE_URL points.'],
  ['DatabaseNotReachable', 'failure', 'Nothing answers where DATABASE_URL points.'],
  ['ENOENT', 'failure', "The socket in DATABASE_URL isn't there."],
  ['28P01', 'failure', "The database doesn't take the password in DATABASE_URL."],
  ['28000', 'failure', 'The database lets this login in from nowhere here.'],
  ['3D000', 'failure', "The database that DATABASE_URL names isn't there."],
  ['42501', 'failure', 'The login in DATABASE_URL lacks rights that the bot needs.'],
  ['57P03', 'unknown', 'The database is starting up or shutting down.'],
  ['53300', 'unknown', 'The database has no connection left to give.'],
  ['ETIMEDOUT', 'unknown', "The database didn't answer in time."],
  ['unknown', 'unknown', "The database didn't answer in time."],
  ['XX000', 'unknown', 'The database refuses to be looked at (XX000).'],
])('a database that is away with %s', (code, outcome, says) => {
  expect(judgeUnreachable(code)).toMatchObject({ area: 'database', outcome, says, mend: expect.stringMatching(/.{10}/) });
});

describe('how it is set', () => {
  test('well', () => {
    expect(judgeSettings(settings()).map(({ outcome, says }) => [outcome, says])).toEqual([
      ['ok', 'Postgres 18 answers.'],
      ['ok', 'The role nightlatch_serve is a plain member of nightlatch_app.'],
      ['ok', 'Commits are kept once they are answered (synchronous_commit).'],
    ]);
  });

  test('a database that every login of the server may connect to is warned of, with the statements', () => {
    expect(judgeSettings(settings({ openToAll: '"Night latch"' })).filter(({ outcome }) => outcome !== 'ok')).toEqual([
      {
        ...{ area: 'database', outcome: 'warning' },
        says: 'Every login of the server may connect to the database "Night latch" (PUBLIC may).',
        mend: 'As its owner: GRANT CONNECT ON DATABASE "Night latch" TO nightlatch_app; REVOKE ALL ON DATABASE "Night latch" FROM PUBLIC;',
      },
    ]);
  });

  test.each([
    [{ version: 149_999 }, 'Postgres 14 is too old.', 'Nightlatch needs 15 or newer.'],
    [
      { isPowerful: true, owns: true },
      'The role nightlatch_serve is a superuser or may make roles, so it could change the log.',
      AS_MEMBER,
    ],
    [{ owns: true }, 'The role nightlatch_serve owns the tables, so it could change the log.', AS_MEMBER],
    [
      { isMember: false },
      'The role nightlatch_serve has no rights to the tables.',
      'GRANT nightlatch_app TO nightlatch_serve; as an administrator.',
    ],
    [
      { synchronousCommit: 'off' },
      'synchronous_commit is off: a value could be shown whose row is lost in a crash.',
      'Set it to on: ALTER DATABASE … SET synchronous_commit = on; look for it in ALTER ROLE and postgresql.conf too.',
    ],
  ])('badly: %o', (given, says, mend) => {
    expect(judgeSettings(settings(given)).filter(({ outcome }) => outcome !== 'ok')).toEqual([
      { area: 'database', outcome: 'failure', says, mend },
    ]);
  });

  test('Postgres 15.0 is new enough', () => {
    expect(judgeSettings(settings({ version: 150_000 }))[0]).toMatchObject({ outcome: 'ok', says: 'Postgres 15 answers.' });
  });
});

test.each([
  [{ behind: [], ahead: [] }, 'ok', 'The schema is the one that this version was made for.', undefined],
  [
    { behind: ['0002', '0003'], ahead: [] },
    'failure',
    'The schema is 2 behind.',
    'Run nightlatch migrate, with DATABASE_OWNER_URL.',
  ],
  [
    { behind: ['0003'], ahead: ['9999'] },
    'failure',
    'The schema is 1 ahead of this version.',
    'Run a newer nightlatch, or restore a backup from before.',
  ],
])('a schema that is %o', (state, outcome, says, mend) => {
  expect(judgeSchema(state)).toEqual({ area: 'database', outcome, says, ...(mend && { mend }) });
});

test.each([
  [true, false, 'ok'],
  [false, true, 'note'],
  [false, false, 'failure'],
])('a clock that is the shipped one: %s, in a sandbox: %s', (isShipped, isSandbox, outcome) => {
  expect(judgeShippedClock(isShipped, isSandbox).outcome).toBe(outcome);
});

describe('what is in force', () => {
  const gates = (given: Partial<DatabaseGates> = {}): DatabaseGates => ({
    ...{ policyInForce: 'a'.repeat(64), lockdown: undefined, head: { seq: 1234n, fits: true } },
    ...given,
  });
  const judged = (given: Partial<DatabaseGates>, fileHash: string | undefined = 'a'.repeat(64)) =>
    judgeGates(gates(given), fileHash, 'Europe/Berlin').map(({ area, outcome, says, mend }) => [area, outcome, says, mend]);

  test('the file’s policy', () => {
    expect(judged({})).toEqual([
      ['database', 'ok', "The log's head is entry 1,234.", undefined],
      ['policy', 'ok', 'The policy in force is the one in the file.', undefined],
    ]);
  });

  test('none yet, another one, or a file that can not be read', () => {
    expect(judged({ policyInForce: undefined })[1]?.slice(1, 3)).toEqual([
      'note',
      'No policy is in force yet: the first start of the bot puts the file in force.',
    ]);
    expect(judged({ policyInForce: 'b'.repeat(64) })[1]).toEqual([
      'policy',
      'warning',
      'Another policy is in force (bbbbbbbbbbbb) than the one in the file (aaaaaaaaaaaa).',
      "A running bot takes a changed file within seconds. If it doesn't, this file was in force before: nightlatch policy apply",
    ]);
    expect(judgeGates(gates(), undefined, 'UTC')).toHaveLength(1);
  });

  test('a lockdown, in the policy’s zone', () => {
    const lockdown = {
      since: Temporal.Instant.from('2026-03-01T02:12:00Z'),
      by: 'Carol',
      reason: 'stolen laptop',
      isByOwner: true,
    };
    expect(judged({ lockdown })[1]).toEqual([
      'database',
      'warning',
      'Everything is locked down since 2026-03-01 03:12 by Carol: stolen laptop',
      'Another owner lifts it in Slack: /nightlatch lift',
    ]);
    expect(judged({ lockdown: { ...lockdown, isByOwner: false } })[1]?.[3]).toBe('Any owner lifts it in Slack: /nightlatch lift');
  });

  test('a head that is not the newest entry’s', () => {
    expect(judged({ head: { seq: 7n, fits: false } })[0]).toEqual([
      'database',
      'failure',
      "The log's head is not its newest entry's.",
      'Run nightlatch audit verify, and keep a copy of the database.',
    ]);
  });
});
