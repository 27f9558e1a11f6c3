import type { Policy } from '../../domain/policy.ts';
import type { HeldPolicy } from '../../ports/policy-holder.ts';

/** The policy this process holds; none until `hold`. */
export function heldPolicy(): HeldPolicy {
  let held: Policy | undefined;
  return {
    current: () => held,
    hold(policy) {
      held = policy;
    },
  };
}
