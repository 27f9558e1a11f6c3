import { describe, expect, test } from 'vitest';
import { openSealed, seal, sealAnew } from '../../src/adapters/secrets/sealed/seal.ts';
import { MasterKey } from '../../src/domain/master-key.ts';
import type { SealedValue } from '../../src/ports/sealed-values.ts';
import { StoreUnavailable } from '../../src/ports/store.ts';
import { rotateKey } from '../../src/use-cases/rotate-key.ts';
import { InMemorySealedValues } from '../fakes/in-memory-sealed-values.ts';
import { InMemoryStore } from '../fakes/in-memory-store.ts';

const CANARY = 'canary-7Qm2-nightlatch-do-not-use';
const aKey = (id: string, byte: number) => new MasterKey({ id, bytes: Buffer.alloc(32, byte) });
const [older, old, current] = [aKey('k0', 6), aKey('k1', 7), aKey('k2', 8)];

async function sealedUnder(keys: readonly MasterKey[]) {
  const store = new InMemoryStore();
  const values = new InMemorySealedValues(store);
  for (const [index, key] of keys.entries()) {
    const path = `db-prod/${String(index).padStart(3, '0')}`;
    await values.add(path, (version) => seal(Buffer.from(`${CANARY} ${path}`), { path, version }, key), 'root@host');
  }
  const rotate = () => rotateKey({ values, keyId: 'k2', anew: (value) => sealAnew(value, old, current) }, 'carol@bastion');
  const rows = async () => values.notUnder('none', 1000);
  return { store, values, rotate, rows };
}

const opens = (row: SealedValue, key: MasterKey) => {
  const opened = openSealed(row, key);
  return 'value' in opened && opened.value.toString() === `${CANARY} ${row.path}`;
};

describe('rotating the key', () => {
  test('seals every value under the new one, and the old one opens none of them', async () => {
    const { rotate, rows, store } = await sealedUnder(Array(250).fill(old));
    expect(await rotate()).toEqual({ done: 250, left: [] });
    for (const row of await rows()) {
      expect(opens(row, current)).toBe(true);
      expect(openSealed(row, old)).toEqual({ fault: 'wrong-key' });
    }
    expect(store.records.filter(({ kind }) => kind === 'secret-resealed')).toHaveLength(250);
    expect(JSON.stringify(store.records)).not.toContain('canary');
  });

  test('covers older versions too, which a backup of the paths would otherwise keep under the old key', async () => {
    const { values, rotate, rows } = await sealedUnder([old]);
    await values.add('db-prod/000', (version) => seal(Buffer.from('x'), { path: 'db-prod/000', version }, old), 'root@host');
    expect(await rotate()).toMatchObject({ done: 2 });
    expect((await rows()).map(({ version, keyId }) => [version, keyId])).toEqual([
      [1, 'k2'],
      [2, 'k2'],
    ]);
  });

  test('cut off in the middle leaves every value openable by one of the two, and the next run does the rest', async () => {
    const { values, rotate, rows } = await sealedUnder(Array(10).fill(old));
    const { reseal } = values;
    let count = 0;
    values.reseal = (...args) => {
      count += 1;
      return count > 4 ? Promise.reject(new StoreUnavailable()) : reseal.apply(values, args);
    };
    await expect(rotate()).rejects.toThrow(StoreUnavailable);
    expect((await rows()).filter((row) => opens(row, current))).toHaveLength(4);
    expect((await rows()).every((row) => opens(row, current) || opens(row, old))).toBe(true);
    values.reseal = reseal;
    expect(await rotate()).toEqual({ done: 6, left: [] });
  });

  test('run again changes nothing', async () => {
    const { rotate, store } = await sealedUnder([old, old]);
    await rotate();
    const before = store.records.length;
    expect(await rotate()).toEqual({ done: 0, left: [] });
    expect(store.records).toHaveLength(before);
  });

  test('leaves what neither key opens, says which, and goes on with the rest', async () => {
    const { rotate, rows } = await sealedUnder([old, older, old]);
    expect(await rotate()).toEqual({ done: 2, left: [{ path: 'db-prod/001', version: 1, keyId: 'k0', fault: 'wrong-key' }] });
    expect((await rows()).map(({ keyId }) => keyId)).toEqual(['k2', 'k0', 'k2']);
  });

  test('leaves what is damaged', async () => {
    const { values, rotate } = await sealedUnder([old]);
    const { notUnder } = values;
    values.notUnder = async (...args) =>
      (await notUnder.apply(values, args)).map((row) => ({ ...row, ciphertext: row.ciphertext.subarray(1) }));
    expect(await rotate()).toEqual({ done: 0, left: [{ path: 'db-prod/000', version: 1, keyId: 'k1', fault: 'damaged' }] });
  });

  test('by two at once seals each value once', async () => {
    const { rotate, rows, store } = await sealedUnder(Array(20).fill(old));
    const both = await Promise.all([rotate(), rotate()]);
    expect(both[0].done + both[1].done).toBe(20);
    expect((await rows()).every((row) => opens(row, current))).toBe(true);
    expect(store.records.filter(({ kind }) => kind === 'secret-resealed')).toHaveLength(20);
  });

  test('seals what somebody set under the old key meanwhile too, wherever it stands', async () => {
    const { values, rotate, rows } = await sealedUnder([old, old]);
    const { reseal } = values;
    values.reseal = async (value, ...rest) => {
      if (value.path === 'db-prod/001') {
        const path = 'a-new-one';
        await values.add(path, (version) => seal(Buffer.from(`${CANARY} ${path}`), { path, version }, old), 'dan@host');
        values.reseal = reseal;
      }
      return reseal.call(values, value, ...rest);
    };
    expect(await rotate()).toEqual({ done: 3, left: [] });
    expect((await rows()).every((row) => opens(row, current))).toBe(true);
  });
});
