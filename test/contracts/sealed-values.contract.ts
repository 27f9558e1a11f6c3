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

  test('what is not under a key comes in the order of path and version, a page at a time', async () => {
    const { sealedValues } = await make();
    for (const path of ['b', 'a', 'b']) await sealedValues.add(path, seal(path), 'root@host');
    await sealedValues.add('c', (version) => ({ ...seal('c')(version), keyId: 'key-2' }), 'root@host');
    const places = (values: SealedValue[]) => values.map(({ path, version }) => `${path} ${version}`);
    expect(places(await sealedValues.notUnder('key-2', 2))).toEqual(['a 1', 'b 1']);
    expect(places(await sealedValues.notUnder('key-2', 2, { path: 'b', version: 1 }))).toEqual(['b 2']);
    expect(places(await sealedValues.notUnder('key-1', 9))).toEqual(['c 1']);
  });

  test('a value sealed anew keeps path, version and time, has its entry, and is sealed anew once', async () => {
    const under = await make();
    await under.sealedValues.add('p', seal('p'), 'root@host');
    await under.clock.advance({ hours: 1 });
    const anew = { ...seal('p', [7, 7])(1), keyId: 'key-2' };
    expect(await under.sealedValues.reseal(anew, 'key-1', 'ops@host')).toBe(true);
    expect(await under.sealedValues.reseal(anew, 'key-1', 'ops@host')).toBe(false);
    expect(await under.sealedValues.list()).toMatchObject([{ path: 'p', version: 1, keyId: 'key-2', setAt: START }]);
    const newest = (await under.sealedValues.newest('p')) as SealedValue;
    expect([...newest.ciphertext]).toEqual([7, 7]);
    expect((await entries(under)).slice(1)).toEqual([
      {
        kind: 'secret-resealed',
        by: { kind: 'operator', name: 'ops@host' },
        about: { path: 'p', version: 1, fromKey: 'key-1', keyId: 'key-2' },
      },
    ]);
  });

  test('a value that was removed meanwhile is not sealed anew', async () => {
    const under = await make();
    await under.sealedValues.add('p', seal('p'), 'root@host');
    await under.sealedValues.remove('p', 'root@host');
    expect(await under.sealedValues.reseal({ ...seal('p')(1), keyId: 'key-2' }, 'key-1', 'ops@host')).toBe(false);
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
