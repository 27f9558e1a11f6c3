import { actorOf } from '../domain/audit-entry.ts';
import type { Note } from '../domain/card.ts';
import { causeByTime, type EndCause, type Grant } from '../domain/grant.ts';
import type { Caller } from '../domain/person.ts';
import type { Transaction } from '../ports/store.ts';
import { homesOf } from './homes-of.ts';

/** How a grant comes to its end: its time came, a person ended it, or its holder's account is no full member any more. */
export type Closing =
  | { kind: 'by-time' }
  | { kind: 'person-left' }
  | { kind: 'by-person'; cause: Extract<EndCause, 'revoked' | 'given-back'>; by: Caller };

/** Ends the grant with its audit entry, has its cards drawn again, and writes to a holder who loses it to somebody else. Undefined when somebody else ended it first. */
export async function closeGrant(tx: Transaction, grant: Grant, closing: Closing): Promise<Grant | undefined> {
  const ended = await end(tx, grant, closing);
  if (!ended) return undefined;
  const cause = ended.ended?.cause;
  const { id, resource, holder, reveals } = ended;
  tx.record({
    kind: 'grant-ended',
    by: closing.kind === 'by-person' ? actorOf(closing.by.person) : { kind: 'nightlatch' },
    about: {
      ...{ grant: id, resource, holder, cause, reveals: reveals.count },
      slackId: closing.kind === 'by-person' ? closing.by.member.slackId : undefined,
    },
  });
  await tx.cards.markDirty(grant.id);
  await tx.cards.markHomes(homesOf(ended));
  if (closing.kind === 'by-person') await tellHolder(tx, ended);
  return ended;
}

// Slack doesn't ring for a card that changes: whoever loses access while working must hear of it.
async function tellHolder(tx: Transaction, { resource, holder, ended }: Grant): Promise<void> {
  if (!ended?.by || ended.by.personId === holder.personId) return;
  const note: Note = { kind: 'grant-revoked', resource, by: ended.by.name, at: ended.at.toString() };
  await tx.cards.add({ kind: 'note', note }, { kind: 'direct', to: holder.slackId });
}

function end(tx: Transaction, grant: Grant, closing: Closing): Promise<Grant | undefined> {
  if (closing.kind === 'by-time') return tx.grants.end(grant.id, causeByTime(grant));
  if (closing.kind === 'person-left') return tx.grants.end(grant.id, 'person-left');
  const { person, member } = closing.by;
  return tx.grants.end(grant.id, closing.cause, { personId: person.id, name: member.displayName });
}
