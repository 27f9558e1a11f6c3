import { actorOf } from '../domain/audit-entry.ts';
import type { Lockdown } from '../domain/lockdown.ts';
import type { SlackUserId } from '../domain/names.ts';
import type { Caller } from '../domain/person.ts';
import type { Policy } from '../domain/policy.ts';
import type { Transaction } from '../ports/store.ts';
import { asOwner } from './as-owner.ts';
import { countsAt } from './gather-facts.ts';
import { personNameOf } from './identify-caller.ts';
import { channelsOf } from './lock-down.ts';
import { recordRefusal } from './record-refusal.ts';
import type { ClickNeeds } from './who-clicks.ts';

/**
 * `ending-still`: what was open hasn't all ended, and would live on. `begun-since`: this one began after the lift was asked for. `too-late`: what Slack
 * said of them is too old by now.
 */
export type LiftOutcome =
  | { outcome: 'lifted' | 'own-lockdown' | 'ending-still' | 'begun-since'; lockdown: Lockdown }
  | { outcome: 'not-locked-down' | 'too-late' | 'outsider' | 'no-policy' | 'not-an-owner' };

/**
 * Lifts the lockdown, for an owner other than whoever began it, by whichever of their accounts. What it ended stays ended. Throws StoreUnavailable and
 * SourceUnavailable.
 */
export async function liftLockdown(needs: ClickNeeds, slackId: SlackUserId): Promise<LiftOutcome> {
  // Before Slack is asked, which takes its time: nobody lifts a lockdown that they can't have known of.
  const meant = await needs.store.transaction(async (tx) => ({
    lockdown: await tx.lockdowns.current(),
    askedAt: await tx.now(),
  }));
  const owner = await asOwner(needs, slackId, 'lift');
  if ('outcome' in owner) return owner;
  const { caller } = owner;
  const lifted = await needs.store.transaction((tx) => lift(tx, { ...owner, ...meant }));
  if (lifted.outcome === 'own-lockdown') await recordRefusal(needs, caller.person, { code: 'own-lockdown', about: { slackId } });
  return lifted;
}

interface Asked {
  caller: Caller;
  policy: Policy;
  /** Which one was in force when it was asked for. */
  lockdown: Lockdown | undefined;
  askedAt: Temporal.Instant;
}

async function lift(tx: Transaction, { caller, policy, lockdown: meant, askedAt }: Asked): Promise<LiftOutcome> {
  if ((await tx.policies.inForce()) !== policy.hash) return { outcome: 'no-policy' };
  const lockdown = await tx.lockdowns.current();
  if (!lockdown) return { outcome: 'not-locked-down' };
  if (!meant?.since.equals(lockdown.since)) return { outcome: 'begun-since', lockdown };
  if (!countsAt(askedAt, await tx.now())) return { outcome: 'too-late' };
  if (isOwn(lockdown, caller, policy)) return { outcome: 'own-lockdown', lockdown };
  const { grants, requests } = await tx.lockdowns.atStake();
  if (grants + requests > 0) return { outcome: 'ending-still', lockdown };
  const { person, member } = caller;
  const by = { personId: person.id, name: member.displayName };
  if (!(await tx.lockdowns.lift(lockdown, by))) return { outcome: 'not-locked-down' };
  const about = { slackId: member.slackId, since: lockdown.since.toString(), begunBy: lockdown.by.name };
  tx.record({ kind: 'lockdown-lifted', by: actorOf(person), about });
  const note = { kind: 'lockdown-lifted', by: member.displayName, slackId: member.slackId } as const;
  for (const channel of channelsOf(policy)) await tx.cards.add({ kind: 'note', note }, { kind: 'channel', channel });
  return { outcome: 'lifted', lockdown };
}

// By person, and by whose account the policy says it is now: two accounts may have become one person's since.
function isOwn({ by: { account } }: Lockdown, { person, member }: Caller, policy: Policy): boolean {
  if (!account) return false;
  if (account.personId === person.id || account.slackId === member.slackId) return true;
  return personNameOf(policy, account.slackId) === person.name;
}
