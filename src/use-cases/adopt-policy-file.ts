import type { PolicyHash } from '../domain/names.ts';
import { lookBefore, PolicyOvertaken, type SwapNeeds, swapPolicy, swapTo, type Wanted } from './swap-policy.ts';

/** A policy file as it was read. */
export interface PolicyFile extends Wanted {
  /** What this process read from it before, if it did. */
  before: PolicyHash | undefined;
}

/**
 * `put`: it is in force now. `superseded`: it was in force once and isn't any more, and nothing says that somebody wants it back. `overtaken`: another
 * came into force meanwhile, so it is to be looked at again.
 */
export type Adoption = 'put' | 'in-force-already' | 'superseded' | 'overtaken';

/**
 * Puts what stands in the policy file in force, if that is what somebody wants: a policy that never was in force, or the file of the one in force changed
 * back to an earlier one. A file that was left behind, such as that of a process started anew, brings nothing back. Throws StoreUnavailable.
 */
export async function adoptPolicyFile(needs: SwapNeeds, file: PolicyFile): Promise<Adoption> {
  const before = await lookBefore(needs, file);
  if (before.from === file.policy.hash) return 'in-force-already';
  const isChangedBack = file.before !== undefined && file.before === before.from;
  if (!isChangedBack && before.isKnown) return 'superseded';
  const swap = await swapTo(needs, file, before);
  try {
    await needs.store.transaction((tx) => swapPolicy(tx, file, swap));
    return 'put';
  } catch (error) {
    if (error instanceof PolicyOvertaken) return 'overtaken';
    throw error;
  }
}
