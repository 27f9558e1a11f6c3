import { type Actor, actorOf } from '../domain/audit-entry.ts';
import type { Note } from '../domain/card.ts';
import { cleanReason } from '../domain/command-text/clean-reason.ts';
import type { Lockdown, LockedBy } from '../domain/lockdown.ts';
import type { ChannelId, SlackUserId } from '../domain/names.ts';
import type { Policy } from '../domain/policy.ts';
import type { Logger } from '../ports/logger.ts';
import type { Store, Transaction } from '../ports/store.ts';
import { asOwner } from './as-owner.ts';
import { endGrantsOfLockdown } from './end-grants-of-lockdown.ts';
import type { ClickNeeds } from './who-clicks.ts';

/** Who wants it, and why. The reason is a person's words. */
export interface LockdownAsked {
  slackId: SlackUserId;
  reason: string;
}

/** Nothing was done, and why. */
export type LockdownRefused = { outcome: 'outsider' | 'no-policy' | 'not-an-owner' | 'no-reason' };

/** `locked-down-already`: somebody was first, and it is their lockdown. */
export type LockdownOutcome = Begun | LockdownRefused;

type Begun = { outcome: 'locked-down' | 'locked-down-already'; lockdown: Lockdown };

/** What a lockdown would end now, for the owner who is about to begin it. */
export type LockdownOffer =
  | { outcome: 'offer'; grants: number; requests: number; reason: string }
  | { outcome: 'locked-down-already'; lockdown: Lockdown }
  | LockdownRefused;

/** What a lockdown by that person for that reason would do. Nothing is done yet. Throws StoreUnavailable and SourceUnavailable. */
export async function offerLockdown(needs: ClickNeeds, asked: LockdownAsked): Promise<LockdownOffer> {
  const reason = cleanReason(asked.reason);
  const owner = await asOwner(needs, asked.slackId, 'lockdown');
  if ('outcome' in owner) return owner;
  return needs.store.transaction(async (tx): Promise<LockdownOffer> => {
    const lockdown = await tx.lockdowns.current();
    if (lockdown) return { outcome: 'locked-down-already', lockdown };
    return reason === '' ? { outcome: 'no-reason' } : { outcome: 'offer', ...(await tx.lockdowns.atStake()), reason };
  });
}

/**
 * Locks everything down in the name of an owner: from the commit on nothing opens and no value is shown, and what is open ends at once, or by the job if
 * this process dies. Throws StoreUnavailable and SourceUnavailable; it may be in force then all the same.
 */
export async function lockDown(needs: ClickNeeds, asked: LockdownAsked): Promise<LockdownOutcome> {
  const reason = cleanReason(asked.reason);
  const owner = await asOwner(needs, asked.slackId, 'lockdown');
  if ('outcome' in owner) return owner;
  if (reason === '') return { outcome: 'no-reason' };
  const { caller, policy } = owner;
  const { person, member } = caller;
  const by = { name: member.displayName, account: { personId: person.id, slackId: member.slackId } };
  // A transaction of its own: whoever waits for the lockdown's row must hold nothing that others wait for.
  const outcome = await needs.store.transaction(async (tx): Promise<LockdownOutcome> => {
    if ((await tx.policies.inForce()) !== policy.hash) return { outcome: 'no-policy' };
    return begin(tx, { by, actor: actorOf(person), reason, channels: channelsOf(policy) });
  });
  if (outcome.outcome === 'locked-down') await endAtOnce(needs);
  return outcome;
}

/**
 * The same by somebody on the host, whom no policy names. Nobody is told of it yet: finding out whom takes a policy to be read. Throws StoreUnavailable,
 * which leaves open whether it is in force.
 */
export function lockDownOnHost(
  { store }: { store: Store },
  { operator, reason }: { operator: string; reason: string },
): Promise<Begun> {
  const actor: Actor = { kind: 'operator', name: operator };
  return store.transaction((tx) => begin(tx, { by: { name: operator }, actor, reason: cleanReason(reason), channels: [] }));
}

/** Tells where the policy in force says that everything was locked down on the host. Throws StoreUnavailable. */
export function tellOfLockdown({ store }: { store: Store }, lockdown: Lockdown, policy: Policy): Promise<void> {
  return store.transaction((tx) => tell(tx, lockdown, channelsOf(policy)));
}

/** Where everybody hears of it: the audit channel and the approvers'. */
export function channelsOf({ slack }: Pick<Policy, 'slack'>): ChannelId[] {
  return [...new Set([slack.auditChannel, slack.approvalChannel])];
}

// What it ended once it is in force is seen to by the job as well: a fault here must not pass for one that kept it from beginning.
async function endAtOnce(needs: { store: Store; log: Logger }): Promise<void> {
  await endGrantsOfLockdown(needs).catch((error: unknown) => needs.log.error('not all ended yet', {}, error));
}

async function begin(
  tx: Transaction,
  { by, actor, reason, channels }: { by: LockedBy; actor: Actor; reason: string; channels: readonly ChannelId[] },
): Promise<Begun> {
  const { first, lockdown } = await tx.lockdowns.begin(by, reason);
  if (!first) return { outcome: 'locked-down-already', lockdown };
  const slackId = by.account?.slackId;
  tx.record({ kind: 'locked-down', by: actor, about: { reason, slackId, since: lockdown.since.toString() } });
  await tell(tx, lockdown, channels);
  return { outcome: 'locked-down', lockdown };
}

async function tell(tx: Transaction, { by, reason }: Lockdown, channels: readonly ChannelId[]): Promise<void> {
  const slackId = by.account?.slackId;
  const note: Note = { kind: 'locked-down', by: by.name, reason, ...(slackId !== undefined && { slackId }) };
  for (const channel of channels) await tx.cards.add({ kind: 'note', note }, { kind: 'channel', channel });
}
