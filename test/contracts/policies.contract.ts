import { expect, test } from 'vitest';
import { type Make, START, type UnderTest } from './under-test.ts';

const put = ({ tx }: UnderTest, hash: string, from?: string) =>
  tx((one) => one.policies.putInForce(hash, `text of ${hash}`, from));
const inForce = ({ tx }: UnderTest) => tx((one) => one.policies.inForce());

export function policiesContract(make: Make): void {
  test('no policy is in force at first', async () => {
    const { tx } = await make();
    expect(await tx((one) => one.policies.inForce())).toBeUndefined();
    expect(await tx((one) => one.policies.holdInForce())).toBeUndefined();
    expect(await tx((one) => one.policies.isKnown('hash-1'))).toBe(false);
  });

  test('a policy put in force replaces the one that was named, and its text is kept', async () => {
    const made = await make();
    expect(await put(made, 'hash-1')).toBe(true);
    expect(await put(made, 'hash-2', 'hash-1')).toBe(true);
    expect(await inForce(made)).toBe('hash-2');
    expect(await made.tx((one) => one.policies.holdInForce())).toBe('hash-2');
    for (const hash of ['hash-1', 'hash-2']) {
      expect(await made.tx((one) => one.policies.textOf(hash))).toBe(`text of ${hash}`);
      expect(await made.tx((one) => one.policies.isKnown(hash))).toBe(true);
    }
  });

  test('not where another is in force than was named, nor where none is', async () => {
    const made = await make();
    expect(await put(made, 'hash-2', 'hash-1')).toBe(false);
    await put(made, 'hash-1');
    expect(await put(made, 'hash-2')).toBe(false);
    expect(await put(made, 'hash-2', 'hash-0')).toBe(false);
    expect(await put(made, 'hash-1', 'hash-1')).toBe(false);
    expect(await inForce(made)).toBe('hash-1');
  });

  test('an earlier policy comes back into force', async () => {
    const made = await make();
    await put(made, 'hash-1');
    await put(made, 'hash-2', 'hash-1');
    expect(await put(made, 'hash-1', 'hash-2')).toBe(true);
    expect(await inForce(made)).toBe('hash-1');
  });

  test('each time a policy comes into force it is since then', async () => {
    const made = await make();
    const since = (hash: string) => made.tx((one) => one.policies.since(hash));
    await put(made, 'hash-1');
    const first = await since('hash-1');
    expect(first).toEqual(START);
    await put(made, 'hash-2', 'hash-1');
    expect(await since('hash-1')).toBeUndefined();
    await made.clock.advance({ seconds: 1 });
    await put(made, 'hash-1', 'hash-2');
    expect(await since('hash-1')).toEqual(START.add({ seconds: 1 }));
  });

  test('of replicas that put policies in force at once, in place of the same one, one did it', async () => {
    const made = await make();
    const first = await Promise.all(['a', 'b', 'a'].map((hash) => put(made, hash)));
    expect(first.filter(Boolean)).toHaveLength(1);
    const from = await inForce(made);
    const next = await Promise.all(['c', 'd', 'c'].map((hash) => put(made, hash, from)));
    expect(next.filter(Boolean)).toHaveLength(1);
  });
}
