import { createCipheriv } from 'node:crypto';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openSealed, seal } from '../../src/adapters/secrets/sealed/seal.ts';
import { sealedSecrets } from '../../src/adapters/secrets/sealed/source.ts';
import { MasterKey } from '../../src/domain/master-key.ts';
import type { SealedValue } from '../../src/ports/sealed-values.ts';
import { StoreUnavailable } from '../../src/ports/store.ts';
import { InMemorySealedValues } from '../fakes/in-memory-sealed-values.ts';
import { InMemoryStore } from '../fakes/in-memory-store.ts';

const CANARY = 'canary-7Qm2-nightlatch-do-not-use';
const key = new MasterKey({ id: 'k1', bytes: Buffer.alloc(32, 7) });
const url = { source: 'sealed', path: 'db-prod/url' } as const;
const sealed = (value = CANARY, place = { path: 'db-prod/url', version: 1 }, by = key) => seal(Buffer.from(value), place, by);
const damaged = { fault: 'damaged' };

function flipped(bytes: Uint8Array, place: number, bit = 0): Buffer {
  const copy = Buffer.from(bytes);
  copy[place] = (copy[place] ?? 0) ^ (1 << bit);
  return copy;
}

function sealedByHand(plain: Uint8Array, by: Uint8Array, bound: string): Buffer {
  const nonce = Buffer.alloc(12, 1);
  const cipher = createCipheriv('aes-256-gcm', by, nonce).setAAD(Buffer.from(bound));
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

describe('a sealed value', () => {
  test('opens to what was sealed, whatever its bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 4096 }), fc.string({ unit: 'binary' }), fc.nat(), (value, path, version) => {
        const opened = openSealed(seal(value, { path, version }, key), key);
        expect(opened).toEqual({ value: Buffer.from(value) });
      }),
    );
  });

  test('never has the same bytes twice', () => {
    const [one, two] = [sealed(), sealed()];
    expect(one.ciphertext).not.toEqual(two.ciphertext);
    expect(one.wrappedKey).not.toEqual(two.wrappedKey);
    expect(Buffer.from(one.ciphertext).includes(CANARY)).toBe(false);
  });

  test('has a data key of its own, so that one never opens another', () => {
    const [one, two] = [sealed(), sealed()];
    expect(openSealed({ ...one, wrappedKey: two.wrappedKey }, key)).toEqual(damaged);
    expect(openSealed({ ...one, ciphertext: two.ciphertext }, key)).toEqual(damaged);
  });

  test('is damaged when any bit of either part is flipped', () => {
    const whole = sealed();
    fc.assert(
      fc.property(fc.constantFrom('wrappedKey' as const, 'ciphertext' as const), fc.nat(), fc.nat(7), (part, place, bit) => {
        const bytes = whole[part];
        expect(openSealed({ ...whole, [part]: flipped(bytes, place % bytes.length, bit) }, key)).toEqual(damaged);
      }),
      { numRuns: 2000 },
    );
  });

  test('is damaged when either part is cut or lengthened anywhere', () => {
    const whole = sealed();
    for (const part of ['wrappedKey', 'ciphertext'] as const) {
      for (let length = 0; length < whole[part].length; length += 1) {
        expect(openSealed({ ...whole, [part]: whole[part].subarray(0, length) }, key)).toEqual(damaged);
        expect(openSealed({ ...whole, [part]: whole[part].subarray(whole[part].length - length) }, key)).toEqual(damaged);
      }
      expect(openSealed({ ...whole, [part]: Buffer.concat([whole[part], Buffer.alloc(1)]) }, key)).toEqual(damaged);
    }
  });

  test('is damaged under a tag of four bytes, although it is the right one', () => {
    const whole = sealed();
    const short = Buffer.from(whole.ciphertext).subarray(0, -12);
    expect(openSealed({ ...whole, ciphertext: short }, key)).toEqual(damaged);
  });

  test.each<[string, Partial<SealedValue>]>([
    ['another path', { path: 'payments/key' }],
    ['a path in another case', { path: 'DB-prod/url' }],
    ['another version', { version: 2 }],
    ['version 0', { version: 0 }],
  ])('is damaged in the row of %s', (_, more) => {
    expect(openSealed({ ...sealed(), ...more }, key)).toEqual(damaged);
  });

  test('is damaged when it claims another key than it was sealed for, even if the bytes are that key', () => {
    const renamed = new MasterKey({ id: 'k2', bytes: Buffer.alloc(32, 7) });
    expect(openSealed({ ...sealed(), keyId: 'k2' }, renamed)).toEqual(damaged);
  });

  test('is not opened by a key of another id', () => {
    expect(openSealed(sealed(), new MasterKey({ id: 'k2', bytes: Buffer.alloc(32, 7) }))).toEqual({ fault: 'wrong-key' });
  });

  test('is damaged under other bytes with the same id', () => {
    expect(openSealed(sealed(), new MasterKey({ id: 'k1', bytes: Buffer.alloc(32, 8) }))).toEqual(damaged);
  });

  test.each([
    [
      { path: 'db/1', version: 1 },
      { path: 'db', version: 11 },
    ],
    [
      { path: 'a,1', version: 1 },
      { path: 'a', version: 11 },
    ],
    [
      { path: 'a","1', version: 1 },
      { path: 'a', version: 1 },
    ],
  ])('of %j does not open as %j, which joined would read the same', (place, other) => {
    expect(openSealed({ ...sealed(CANARY, place), ...other }, key)).toEqual(damaged);
  });

  test.each([
    ['both layers', true, true, { value: Buffer.from(CANARY) }],
    ['the value only', false, true, damaged],
    ['the key only', true, false, damaged],
  ])('bound to its row on %s opens only when that is both', (_, keyBound, valueBound, opened) => {
    const row = { path: 'db-prod/url', version: 1, keyId: 'k1' };
    const bound = JSON.stringify(['nightlatch-sealed-1', 'db-prod/url', 1, 'k1']);
    const dataKey = Buffer.alloc(32, 3);
    const wrappedKey = sealedByHand(dataKey, key.reveal(), keyBound ? bound : '');
    const ciphertext = sealedByHand(Buffer.from(CANARY), dataKey, valueBound ? bound : '');
    expect(openSealed({ ...row, wrappedKey, ciphertext }, key)).toEqual(opened);
  });

  test('leaves the bytes it was made from to the caller', () => {
    const value = Buffer.from(CANARY);
    seal(value, { path: 'db-prod/url', version: 1 }, key);
    expect(value.toString()).toBe(CANARY);
  });
});

describe('the source of sealed values', () => {
  async function aStore(...versions: string[]) {
    const values = new InMemorySealedValues(new InMemoryStore());
    for (const value of versions)
      await values.add(url.path, (version) => sealed(value, { path: url.path, version }), 'operator:test');
    return values;
  }
  const faultOf = (values: InMemorySealedValues, by: MasterKey | undefined = key) =>
    sealedSecrets(values, by ? [by] : [])
      .read(url)
      .then(
        () => expect.fail('was read'),
        (error: unknown) => {
          expect(inspect(error)).not.toContain('canary');
          return error;
        },
      );

  test('reads the newest version', async () => {
    const secret = await sealedSecrets(await aStore('old', 'naïve 🔑\n'), [key]).read(url);
    expect(secret.reveal()).toBe('naïve 🔑\n');
  });

  test('without a key says so, whatever is stored', async () => {
    const source = sealedSecrets(await aStore(CANARY), []);
    await expect(source.read(url)).rejects.toMatchObject({ name: 'SecretUnavailable', fault: 'no-key', reference: url });
  });

  test('says that another key is needed', async () => {
    const other = new MasterKey({ id: 'k2', bytes: Buffer.alloc(32, 8) });
    expect(await faultOf(await aStore(CANARY), other)).toMatchObject({ fault: 'wrong-key' });
  });

  test('says that nothing is there', async () => {
    expect(await faultOf(await aStore())).toMatchObject({ fault: 'missing' });
  });

  test('says that it is damaged', async () => {
    const values = await aStore(CANARY);
    const row = (await values.newest(url.path))!;
    values.newest = async () => ({ ...row, ciphertext: flipped(row.ciphertext, 20) });
    expect(await faultOf(values)).toMatchObject({ fault: 'damaged' });
  });

  test('takes no other row for the one it asked for', async () => {
    const values = await aStore(CANARY);
    values.newest = async () => sealed(CANARY, { path: 'payments/key', version: 1 });
    expect(await faultOf(values)).toMatchObject({ fault: 'damaged' });
  });

  test('says that the database did not answer', async () => {
    const values = await aStore(CANARY);
    values.newest = () => Promise.reject(new StoreUnavailable());
    expect(await faultOf(values)).toMatchObject({ fault: 'unavailable' });
  });
});

describe('a master key', () => {
  const printed = new MasterKey({ id: 'k1', bytes: Buffer.from(CANARY.slice(0, 32)) });

  test('prints nowhere', () => {
    const shown = [
      `${printed}`,
      JSON.stringify({ printed }),
      inspect({ printed }, { showHidden: true }),
      String(Object.values(printed)),
    ];
    expect(shown.join()).not.toMatch(/canary|99, ?97|63 61/);
  });

  test.each([0, 16, 31, 33, 64])('of %i bytes is none', (length) => {
    expect(() => new MasterKey({ id: 'k1', bytes: Buffer.alloc(length) })).toThrow('32 bytes');
  });
});
