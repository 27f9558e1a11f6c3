import { type EndCause, type Grant, isUsable } from '../domain/grant.ts';
import type { GrantId, SlackUserId } from '../domain/names.ts';
import type { Caller } from '../domain/person.ts';
import type { Transaction } from '../ports/store.ts';
import { closeGrant } from './close-grant.ts';
import { standingOf } from './may-see-and-end.ts';
import { overtakeIn } from './overtake-request.ts';
import { recordRefusal } from './record-refusal.ts';
import { type ClickNeeds, whoClicks } from './who-clicks.ts';

/** `not-found` is also the answer about a grant that this person may not end: it teaches nothing. */
export type EndOutcome =
  | { outcome: 'ended' | 'already-ended'; grant: Grant }
  | { outcome: 'not-found' }
  | { outcome: 'outsider' | 'no-policy' };

type HandCause = Extract<EndCause, 'revoked' | 'given-back'>;

/** Ends one's own grant. Throws StoreUnavailable and SourceUnavailable; it is still open then. */
export function giveBackGrant(needs: ClickNeeds, by: SlackUserId, id: GrantId): Promise<EndOutcome> {
  return endByHand(needs, by, id, 'given-back');
}

/** Ends a grant as its holder, as an approver of its resource or as an owner. Throws StoreUnavailable and SourceUnavailable; it is still open then. */
export function revokeGrant(needs: ClickNeeds, by: SlackUserId, id: GrantId): Promise<EndOutcome> {
  return endByHand(needs, by, id, 'revoked');
}

async function endByHand(needs: ClickNeeds, slackId: SlackUserId, id: GrantId, cause: HandCause): Promise<EndOutcome> {
  const clicked = await whoClicks(needs, slackId, (tx) => tx.grants.byId(id));
  if ('outcome' in clicked) return clicked;
  const { caller, policy, found: grant } = clicked;
  const [standing] = grant ? await standingOf(needs.directory, policy, caller, [grant]) : [];
  const may = standing?.holder || (cause === 'revoked' && standing?.revoke);
  if (!grant || !may) {
    await recordRefusal(needs, caller.person, { code: 'not-yours', about: { grant: id, wanted: cause } });
    return { outcome: 'not-found' };
  }
  const outcome = await needs.store.transaction((tx) => close(tx, caller, grant, cause));
  if (outcome.outcome === 'ended') await endWhatFollows(needs, outcome.grant);
  return outcome;
}

// What would extend it, or begin by itself when its time had come. In a transaction of its own: requests are locked before grants everywhere. What a
// crash leaves is found when it is concluded.
async function endWhatFollows({ store }: ClickNeeds, { id, holder, resource, ended }: Grant): Promise<void> {
  await store.transaction(async (tx) => {
    const pending = await tx.requests.pendingOf(holder.personId, resource);
    if (pending?.extends !== id && pending?.waitsFor?.kind !== 'old-end') return;
    await overtakeIn(tx, pending, { code: 'grant-ended' }, ended?.by);
  });
}

async function close(tx: Transaction, by: Caller, grant: Grant, cause: HandCause): Promise<EndOutcome> {
  const locked = (await tx.grants.lock(grant.id)) ?? grant;
  // Its time came first, even if no job has written that yet: the record must not say that a person ended it.
  if (!isUsable(locked, await tx.now())) {
    return { outcome: 'already-ended', grant: (await closeGrant(tx, locked, { kind: 'by-time' })) ?? locked };
  }
  const ended = await closeGrant(tx, locked, { kind: 'by-person', cause, by });
  return ended ? { outcome: 'ended', grant: ended } : { outcome: 'already-ended', grant: locked };
}
