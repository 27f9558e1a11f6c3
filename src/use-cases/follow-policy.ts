import type { HeldPolicy } from '../ports/policy-holder.ts';
import type { PolicyReader } from '../ports/policy-reader.ts';
import type { Store } from '../ports/store.ts';

export interface FollowNeeds {
  store: Store;
  policy: HeldPolicy;
  reader: PolicyReader;
  /** The workspace that the bot's token is of, once Slack has said it. */
  workspace(): string | undefined;
}

/** `unreadable`: by this version. `other-workspace`: it is for another one than the bot's. Where it isn't held, everything is refused. */
export type Following = 'held' | 'none-in-force' | 'unreadable' | 'other-workspace';

/** Holds the policy in force, as it is stored: every replica comes to hold the same one, whatever its own file says. Throws StoreUnavailable. */
export async function followPolicy(needs: FollowNeeds): Promise<Following> {
  const held = needs.policy.current();
  const found = await needs.store.transaction(async (tx) => {
    const hash = await tx.policies.inForce();
    return { hash, text: hash === undefined || hash === held?.hash ? undefined : await tx.policies.textOf(hash) };
  });
  if (found.hash === undefined) return 'none-in-force';
  const policy = found.hash === held?.hash ? held : await needs.reader.read(found.text ?? '');
  // Another came to be held while that was read, which can only be newer.
  if (needs.policy.current() !== held) return followPolicy(needs);
  if (policy?.hash !== found.hash) return 'unreadable';
  const workspace = needs.workspace();
  if (workspace !== undefined && policy.slack.team !== workspace) return 'other-workspace';
  needs.policy.hold(policy);
  return 'held';
}
