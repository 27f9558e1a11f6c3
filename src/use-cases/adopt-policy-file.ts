import type { PolicyHash } from '../domain/names.ts';
import { lookBefore, PolicyOvertaken, type SwapNeeds, swapPolicy, swapTo, type Wanted } from './swap-policy.ts';

/** A policy file as it was read. */
export interface PolicyFile extends Wanted {
  /** What this process read from it before, if it did. */
  before: ReadBefore | undefined;
}

/** What a file said, and since when that was in force when it was acted on; undefined where it wasn't. */
export interface ReadBefore {
  hash: PolicyHash;
  since: Temporal.Instant | undefined;
}

/**
 * `put`: it is in force now. `superseded`: it was in force once and isn't any more, and nothing says that somebody wants it back. `overtaken`: another
 * came into force meanwhile, so it is to be looked at again.
 */
export type Adoption = 'put' | 'in-force-already' | 'superseded' | 'overtaken';

/** What was read just now, for the next time that file changes. Throws StoreUnavailable. */
export async function readBefore({ store }: Pick<SwapNeeds, 'store'>, hash: PolicyHash): Promise<ReadBefore> {
  return { hash, since: await store.transaction((tx) => tx.policies.since(hash)) };
}

/**
 * Puts what stands in the policy file in force, if that is what somebody wants: a policy that never was in force, or the file of the one in force changed
 * back to an earlier one. A file that was left behind, such as that of a process started anew, brings nothing back. Throws StoreUnavailable.
 */
export async function adoptPolicyFile(needs: SwapNeeds, file: PolicyFile): Promise<Adoption> {
  const before = await lookBefore(needs, file);
  if (before.from === file.policy.hash) return 'in-force-already';
  const isChangedBack = file.before !== undefined && file.before.hash === before.from && isSame(file.before.since, before.since);
  if (!isChangedBack && before.isKnown) return 'superseded';
  const swap = await swapTo(needs, file, before);
  try {
    await needs.store.transaction(async (tx) => {
      // Taken away and brought back while Slack was asked.
      if (swap.from !== undefined && !isSame(await tx.policies.since(swap.from), swap.since)) throw new PolicyOvertaken();
      await swapPolicy(tx, file, swap);
    });
    return 'put';
  } catch (error) {
    if (error instanceof PolicyOvertaken) return 'overtaken';
    throw error;
  }
}

// Where another was in force in between, somebody took it back, and this file may only have come late to what they took back.
function isSame(one: Temporal.Instant | undefined, other: Temporal.Instant | undefined): boolean {
  return one !== undefined && other !== undefined && one.equals(other);
}
