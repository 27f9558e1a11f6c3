import { actorOf } from '../domain/audit-entry.ts';
import type { Note } from '../domain/card.ts';
import { causeByTime, type EndCause, type Grant } from '../domain/grant.ts';
import { incidentOf } from '../domain/incident-of.ts';
import type { Lockdown } from '../domain/lockdown.ts';
import type { Caller } from '../domain/person.ts';
import type { Transaction } from '../ports/store.ts';
import { homesOf } from './homes-of.ts';

/**
 * How a grant comes to its end: its time came, a person ended it, its holder's account is no full member any more, the policy in force doesn't give it, its
 * channel was shared, or everything is locked down.
 */
export type Closing =
  | { kind: 'by-time' }
  | { kind: 'person-left' }
  | { kind: 'policy-changed' }
  | { kind: 'channel-shared' }
  | { kind: 'lockdown'; lockdown: Lockdown }
  | { kind: 'by-person'; cause: Extract<EndCause, 'revoked' | 'given-back'>; by: Caller };

/**
 * Ends the grant with its audit entry, has its cards drawn again, and writes to a holder who loses it to somebody else or with their shift; what was for an incident
 * is then to be handed over. Undefined when somebody else ended it first.
 */
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
  await tellHolder(tx, ended, closing);
  if (cause === 'shift-ended' && incidentOf(ended)) await tx.handOffs.note(id);
  return ended;
}

// Slack doesn't ring for a card that changes: whoever loses access while working must hear of it.
async function tellHolder(tx: Transaction, grant: Grant, closing: Closing): Promise<void> {
  const note = noteFor(grant, closing);
  if (note) await tx.cards.add({ kind: 'note', note }, { kind: 'direct', to: grant.holder.slackId });
}

function noteFor({ resource, holder, ended, endsAt }: Grant, closing: Closing): Note | undefined {
  if (!ended || ended.by?.personId === holder.personId) return undefined;
  const at = ended.at.toString();
  switch (closing.kind) {
    case 'by-person':
      return { kind: 'grant-revoked', resource, by: closing.by.member.displayName, at };
    case 'lockdown':
      return { kind: 'grant-locked-down', resource, by: closing.lockdown.by.name, reason: closing.lockdown.reason, at };
    case 'policy-changed':
      return { kind: 'grant-not-given', resource, at };
    case 'channel-shared':
      return { kind: 'grant-channel-shared', resource, at };
    case 'by-time':
      return ended.cause === 'shift-ended' ? { kind: 'grant-shift-ended', resource, at: endsAt.toString() } : undefined;
    case 'person-left':
      return undefined;
  }
}

function end(tx: Transaction, grant: Grant, closing: Closing): Promise<Grant | undefined> {
  switch (closing.kind) {
    case 'by-time':
      return tx.grants.end(grant.id, causeByTime(grant));
    case 'person-left':
    case 'policy-changed':
    case 'channel-shared':
      return tx.grants.end(grant.id, closing.kind);
    case 'lockdown': {
      const { name, account } = closing.lockdown.by;
      return tx.grants.end(grant.id, 'lockdown', account && { personId: account.personId, name });
    }
    case 'by-person': {
      const { person, member } = closing.by;
      return tx.grants.end(grant.id, closing.cause, { personId: person.id, name: member.displayName });
    }
  }
}
