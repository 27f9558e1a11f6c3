import { expect, test } from 'vitest';
import type { SealedValue } from '../../src/ports/sealed-values.ts';
import { type Make, START, type UnderTest } from './under-test.ts';

const seal =
  (path: string, bytes = [1, 2, 3]) =>
  (version: number): SealedValue => ({
    path,
    version,
    keyId: 'key-1',
    wrappedKey: new Uint8Array([0, 255, version]),
    ciphertext: new Uint8Array(bytes),
  });

export function sealedValuesContract(make: Make): void {
  test('a path that nobody set has no value', async () => {
    const { sealedValues } = await make();
    expect(await sealedValues.newest('db-prod/url')).toBeUndefined();
    expect(await sealedValues.list()).toEqual([]);
  });

  test('each value set is the next version, sealed with its number, and the newest is read byte by byte', async () => {
    const { sealedValues } = await make();
    expect(await sealedValues.add('p', seal('p'), 'root@host')).toBe(1);
    expect(await sealedValues.add('p', seal('p', [9, 0, 9]), 'root@host')).toBe(2);
    const newest = (await sealedValues.newest('p')) as SealedValue;
    expect(newest).toMatchObject({ path: 'p', version: 2, keyId: 'key-1' });
    expect([...newest.wrappedKey]).toEqual([0, 255, 2]);
    expect([...newest.ciphertext]).toEqual([9, 0, 9]);
  });

  test('the list names each path once, with its newest version and when that was set', async () => {
    const { sealedValues, clock } = await make();
    await sealedValues.add('b', seal('b'), 'root@host');
    await sealedValues.add('a', seal('a'), 'root@host');
    await clock.advance({ hours: 1 });
    await sealedValues.add('b', seal('b'), 'root@host');
    const listed = (await sealedValues.list()).map((one) => ({ ...one, setAt: String(one.setAt) }));
    expect(listed).toEqual([
      { path: 'a', version: 1, keyId: 'key-1', setAt: String(START) },
      { path: 'b', version: 2, keyId: 'key-1', setAt: String(START.add({ hours: 1 })) },
    ]);
  });

  test('a removed value is gone, and its version does not come again', async () => {
    const { sealedValues } = await make();
    await sealedValues.add('p', seal('p'), 'root@host');
    expect(await sealedValues.remove('p', 'root@host')).toBe(true);
    expect(await sealedValues.newest('p')).toBeUndefined();
    expect(await sealedValues.remove('p', 'root@host')).toBe(false);
    expect(await sealedValues.add('p', seal('p'), 'root@host')).toBe(2);
  });

  test('setting and removing are entries that name the operator and never hold the value', async () => {
    const under = await make();
    await under.sealedValues.add('p', seal('p'), 'root@host');
    await under.sealedValues.remove('p', 'ops@host');
    expect(await entries(under)).toEqual([
      { kind: 'secret-set', by: { kind: 'operator', name: 'root@host' }, about: { path: 'p', version: 1, keyId: 'key-1' } },
      { kind: 'secret-removed', by: { kind: 'operator', name: 'ops@host' }, about: { path: 'p' } },
    ]);
  });

  test('a value that could not be sealed leaves neither version nor entry', async () => {
    const under = await make();
    const broken = () => {
      throw new Error('no key');
    };
    await expect(under.sealedValues.add('p', broken, 'root@host')).rejects.toThrow('no key');
    expect(await entries(under)).toEqual([]);
    expect(await under.sealedValues.add('p', seal('p'), 'root@host')).toBe(1);
  });

  test('values set at the same time get different versions', async () => {
    const { sealedValues } = await make();
    const versions = await Promise.all([1, 2, 3, 4].map(() => sealedValues.add('p', seal('p'), 'root@host')));
    expect(versions.toSorted()).toEqual([1, 2, 3, 4]);
  });
}

async function entries({ auditLog }: UnderTest): Promise<unknown[]> {
  const batches = await Array.fromAsync(auditLog.rows());
  return batches.flat().map((row) => {
    const { seq: _seq, at: _at, ...entry } = JSON.parse(row.record);
    return entry;
  });
}
