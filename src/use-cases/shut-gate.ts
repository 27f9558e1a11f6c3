import type { Refusal } from '../domain/decision.ts';
import type { Policy } from '../domain/policy.ts';
import type { Transaction } from '../ports/store.ts';

/** Another policy is in force, or everything is locked down. */
export type ShutGate = Extract<Refusal, { code: 'no-policy' } | { code: 'locked-down' }>;

/**
 * Why nothing may be opened now by that policy: another is in force, or everything is locked down. Undefined when something may; then neither changes
 * before this transaction ends. The last locks to be taken but for the log's head.
 */
export async function shutGate(tx: Transaction, policy: Pick<Policy, 'hash'>): Promise<ShutGate | undefined> {
  if ((await tx.policies.holdInForce()) !== policy.hash) return { code: 'no-policy' };
  const lockdown = await tx.lockdowns.hold();
  return lockdown && { code: 'locked-down', lockdown };
}
