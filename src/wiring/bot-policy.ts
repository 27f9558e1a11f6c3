import { heldPolicy } from '../adapters/system/held-policy.ts';
import type { Logger } from '../ports/logger.ts';
import type { HeldPolicy } from '../ports/policy-holder.ts';
import type { PolicyReader } from '../ports/policy-reader.ts';
import type { Store } from '../ports/store.ts';
import { type Following, followPolicy } from '../use-cases/follow-policy.ts';
import { policyReader } from './policy-reader.ts';

/** All of the bot that is about its policy. */
export interface BotPolicy {
  policy: HeldPolicy;
  reader: PolicyReader;
  /** Of this process; metrics say it. */
  policyFile: { isBroken: boolean };
  /** Slack has said which workspace the bot is of: no other's policy is held from now on. */
  isOf(workspace: string): string;
  /** Holds the policy in force; what keeps it from being held is said in `/readyz` while it is so, and in the log once. Throws StoreUnavailable. */
  followPolicy(store: Store): Promise<Following>;
}

const NOT_HELD: Readonly<Record<Exclude<Following, 'held'>, string>> = {
  'none-in-force': 'no policy is in force',
  unreadable: "this version can't read the policy in force",
  'other-workspace': 'the policy in force is for another workspace',
};

/** Holds none yet. `notReady`: what `/readyz` says. */
export function botPolicy(notReady: Set<string>, log: Logger): BotPolicy {
  const held = { policy: heldPolicy(), reader: policyReader() };
  let workspace: string | undefined;
  let before: Following = 'held';
  return {
    ...held,
    policyFile: { isBroken: false },
    isOf(id) {
      workspace = id;
      return id;
    },
    async followPolicy(store) {
      const following = await followPolicy({ ...held, store, workspace: () => workspace });
      for (const reason of Object.values(NOT_HELD)) notReady.delete(reason);
      if (following !== 'held') notReady.add(NOT_HELD[following]);
      if (following !== 'held' && following !== before) log.error(`${NOT_HELD[following]}: everything is refused`);
      before = following;
      return following;
    },
  };
}
