import type { Actor, AuditKind } from '../domain/audit-entry.ts';
import type { Note } from '../domain/card.ts';
import type { PendingRequest, Settled } from '../domain/request.ts';
import type { SettledAs } from '../ports/requests.ts';
import type { Transaction } from '../ports/store.ts';
import { homesOf } from './homes-of.ts';

const ENTRY: Readonly<Record<SettledAs, AuditKind>> = {
  denied: 'access-denied',
  withdrawn: 'request-withdrawn',
  expired: 'request-expired',
  overtaken: 'request-overtaken',
};

/**
 * Ends a request that waits, with its entry, its cards drawn again, and a word to the requester unless they ended it themselves, or left. Undefined when
 * somebody else, or time, was first. `text` is what the requester is told.
 */
export async function settleRequest(
  tx: Transaction,
  request: PendingRequest,
  as: SettledAs,
  how: Omit<Settled, 'at'> & { actor: Actor; slackId?: string; text?: string },
): Promise<PendingRequest | undefined> {
  const { actor, slackId, text, ...settled } = how;
  const done = await tx.requests.settle(request.id, as, settled);
  if (!done) return undefined;
  const { resource } = done.asked;
  tx.record({
    kind: ENTRY[as],
    by: actor,
    about: {
      request: done.id,
      resource,
      requester: done.requester,
      slackId,
      reason: settled.reason,
      because: settled.because?.code,
    },
  });
  await tx.cards.markRequestDirty(done.id);
  await tx.cards.markHomes(homesOf(done));
  const isTheirs = settled.by?.personId === done.requester.personId || settled.because?.code === 'person-left';
  if (as !== 'withdrawn' && !isTheirs) await tellRequester(tx, done, as, text);
  return done;
}

// A card that changes doesn't ring; whoever waits for an answer is written to.
async function tellRequester(tx: Transaction, request: PendingRequest, outcome: Exclude<SettledAs, 'withdrawn'>, text?: string) {
  const by = request.settled?.by?.name;
  const said = text ?? request.settled?.reason;
  const note: Note = {
    ...{ kind: 'request-answered', resource: request.asked.resource, outcome },
    ...(request.asked.breakGlass && { breakGlass: true }),
    ...(by !== undefined && { by }),
    ...(said !== undefined && { text: said }),
  };
  await tx.cards.add({ kind: 'note', note }, { kind: 'direct', to: request.requester.slackId });
}
