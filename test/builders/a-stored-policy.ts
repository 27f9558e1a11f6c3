import type { Actor } from '../../src/domain/audit-entry.ts';
import type { Policy } from '../../src/domain/policy.ts';
import type { PolicyReader } from '../../src/ports/policy-reader.ts';
import type { Store } from '../../src/ports/store.ts';
import { putPolicyInForce } from '../../src/use-cases/put-policy-in-force.ts';

const NIGHTLATCH: Actor = { kind: 'nightlatch' };
const kept = new Map<string, Policy>();

/** The text that stands for a policy that no file was read for. */
export function textOf(policy: Policy): string {
  const text = `text of ${policy.hash}`;
  kept.set(text, policy);
  return text;
}

/** Reads those texts, and no other. */
export const READER: PolicyReader = { read: async (text) => kept.get(text) };

/** Makes it the one in force, whichever was. */
export async function putInForce(store: Store, policy: Policy, by: Actor = NIGHTLATCH): Promise<void> {
  await putPolicyInForce({ store, reader: READER, policy: { current: () => undefined } }, { policy, text: textOf(policy), by });
}
