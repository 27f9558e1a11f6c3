import { expect, test } from 'vitest';
import type { Make } from './under-test.ts';

export function policiesContract(make: Make): void {
  test('no policy is in force at first', async () => {
    const { tx } = await make();
    expect(await tx((one) => one.policies.inForce())).toBeUndefined();
  });

  test('a policy put in force replaces the one before and says so once', async () => {
    const { tx } = await make();
    expect(await tx((one) => one.policies.putInForce('hash-1', 'version: 1'))).toBe(true);
    expect(await tx((one) => one.policies.putInForce('hash-1', 'version: 1'))).toBe(false);
    expect(await tx((one) => one.policies.putInForce('hash-2', 'version: 1 # other'))).toBe(true);
    expect(await tx((one) => one.policies.inForce())).toBe('hash-2');
  });

  test('an earlier policy comes back into force', async () => {
    const { tx } = await make();
    await tx((one) => one.policies.putInForce('hash-1', 'version: 1'));
    await tx((one) => one.policies.putInForce('hash-2', 'version: 1 # other'));
    expect(await tx((one) => one.policies.putInForce('hash-1', 'version: 1'))).toBe(true);
    expect(await tx((one) => one.policies.inForce())).toBe('hash-1');
  });

  test('of two replicas that put the same policy in force one did it', async () => {
    const { tx } = await make();
    const both = await Promise.all([1, 2].map(() => tx((one) => one.policies.putInForce('hash-1', 'version: 1'))));
    expect(both.toSorted()).toEqual([false, true]);
  });
}
