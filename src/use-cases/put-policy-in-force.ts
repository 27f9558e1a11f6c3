import type { PolicyChange } from '../domain/policy-difference/policy-change.ts';
import type { FoundClosed } from './look-at-slack.ts';
import { lookBefore, PolicyOvertaken, type SwapNeeds, swapPolicy, swapTo, type Wanted } from './swap-policy.ts';

/** `changes`: what is different from before; absent where that can't be told. `closed`: its channels in which nothing can be posted, if any. */
export type PutOutcome =
  | { outcome: 'put'; changes?: readonly PolicyChange[]; closed?: readonly FoundClosed[] }
  | { outcome: 'in-force-already' };

const MOST_TRIES = 5;

/**
 * Makes this policy the one in force, whichever was and whether or not it was before, because somebody on the host said so. Throws StoreUnavailable, and
 * PolicyOvertaken where others keep coming first.
 */
export async function putPolicyInForce(needs: SwapNeeds, wanted: Wanted): Promise<PutOutcome> {
  for (let tries = 1; ; tries += 1) {
    const before = await lookBefore(needs, wanted);
    if (before.from === wanted.policy.hash) return { outcome: 'in-force-already' };
    const swap = await swapTo(needs, wanted, before);
    const { changes, closed } = swap;
    try {
      await needs.store.transaction((tx) => swapPolicy(tx, wanted, swap));
      return { outcome: 'put', ...(changes && { changes }), ...(closed.length > 0 && { closed }) };
    } catch (error) {
      if (!(error instanceof PolicyOvertaken) || tries === MOST_TRIES) throw error;
    }
  }
}
