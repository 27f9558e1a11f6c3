import type { Policy } from '../../domain/policy.ts';
import type { PolicyHolder } from '../../ports/policy-holder.ts';

/** A holder that can be given another policy. */
export interface HeldPolicy extends PolicyHolder {
  hold(policy: Policy): void;
}

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
