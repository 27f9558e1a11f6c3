import { beforeEach, expect, test } from 'vitest';
import { trySealed } from '../../src/adapters/secrets/sealed/probe.ts';
import { seal } from '../../src/adapters/secrets/sealed/seal.ts';
import { MasterKey } from '../../src/domain/master-key.ts';
import { StoreUnavailable } from '../../src/ports/store.ts';
import { InMemorySealedValues } from '../fakes/in-memory-sealed-values.ts';
import { InMemoryStore } from '../fakes/in-memory-store.ts';

const key = new MasterKey({ id: 'k1', bytes: Buffer.alloc(32, 7) });
const old = new MasterKey({ id: 'k0', bytes: Buffer.alloc(32, 1) });

let values: InMemorySealedValues;

beforeEach(async () => {
  values = new InMemorySealedValues(new InMemoryStore());
  const value = Buffer.from('canary-7Qm2-nightlatch-do-not-use');
  await values.add('db/one', (version) => seal(value, { path: 'db/one', version }, key), 'carol@bastion');
  await values.add('db/old', (version) => seal(value, { path: 'db/old', version }, old), 'carol@bastion');
});

test('a value opens under the key that it was sealed by, which is named', async () => {
  expect(await trySealed(values, [key, old], 'db/one')).toEqual({ state: 'opens', keyId: 'k1' });
  expect(await trySealed(values, [key, old], 'db/old')).toEqual({ state: 'opens', keyId: 'k0' });
});

test('without a key, under another one, without a value, and after somebody changed the row', async () => {
  expect(await trySealed(values, [], 'db/one')).toEqual({ state: 'no-key' });
  expect(await trySealed(values, [key], 'db/old')).toEqual({ state: 'wrong-key', keyId: 'k0' });
  expect(await trySealed(values, [key], 'db/none')).toEqual({ state: 'missing' });
  const row = (await values.newest('db/one'))!;
  const changed = { ...row, ciphertext: Uint8Array.from(row.ciphertext, (byte, index) => (index === 20 ? byte ^ 1 : byte)) };
  values.newest = async () => changed;
  expect(await trySealed(values, [key], 'db/one')).toEqual({ state: 'damaged' });
  values.newest = async () => row;
  expect(await trySealed(values, [key], 'db/two')).toEqual({ state: 'damaged' });
});

test('a database that is away is not a value that is missing', async () => {
  values.newest = () => Promise.reject(new StoreUnavailable());
  expect(await trySealed(values, [key], 'db/one')).toEqual({ state: 'unavailable' });
});
