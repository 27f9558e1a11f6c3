import type { Policy } from '../domain/policy.ts';

/** The policy this process holds, if it could read one. Whether it is the one in force is asked of the store, in the transaction that relies on it. */
export interface PolicyHolder {
  current(): Policy | undefined;
}

/** A holder that can be given another policy. */
export interface HeldPolicy extends PolicyHolder {
  hold(policy: Policy): void;
}
