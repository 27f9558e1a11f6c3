import { isDeepStrictEqual } from 'node:util';
import type { Card, CardPlace, CardSubject } from '../../src/domain/card.ts';
import { incidentOf } from '../../src/domain/incident-of.ts';
import type { Cards } from '../../src/ports/cards.ts';
import { type InMemoryState, type InMemoryTransaction, isDue, type KeptCard, later } from './in-memory-state.ts';

/** Cards in memory. */
export function inMemoryCards({ state, now, newId }: InMemoryTransaction): Cards {
  const change = (id: string, changed: (kept: KeptCard) => KeptCard) => {
    const kept = state.cards.get(id);
    if (kept) state.cards.set(id, changed(kept));
  };
  const mark = (kept: KeptCard): KeptCard =>
    kept.retired && !kept.card.lost
      ? kept
      : { ...kept, dirty: true, card: { ...kept.card, dirtyAt: later(now(), kept.card.dirtyAt.add({ microseconds: 1 })) } };
  const windowOf = (externalId: string) =>
    [...state.cards.values()].find(({ card }) => card.place.kind === 'window' && card.place.externalId === externalId);
  const homeOf = (slackId: string) =>
    [...state.cards.values()].find(({ card }) => card.place.kind === 'home' && card.place.of === slackId);
  const recordOf = (subject: CardSubject, place: CardPlace) =>
    [...state.cards.values()].find(({ card }) => isDeepStrictEqual([card.subject, card.place], [subject, place]));
  const thereAlready = (subject: CardSubject, place: CardPlace) => {
    if (isOneAPlace(subject)) return recordOf(subject, place);
    return place.kind === 'window' ? windowOf(place.externalId) : place.kind === 'home' ? homeOf(place.of) : undefined;
  };
  const markAbout = (isMeant: (card: Card) => boolean) => {
    for (const { card } of state.cards.values()) if (isMeant(card)) change(card.id, mark);
  };
  return {
    async add(subject, place) {
      const there = thereAlready(subject, place);
      if (there && place.kind === 'home') change(there.card.id, (kept) => mark({ ...kept, retired: false }));
      if (there && isOneAPlace(subject)) change(there.card.id, (kept) => mark(kept.retired ? anew(kept) : kept));
      if (there && place.kind === 'window' && isOtherwise(there.card, subject, place)) {
        change(there.card.id, (kept) => mark({ ...kept, retired: false, card: { ...kept.card, subject, place } }));
      }
      if (there) return there.card.id;
      const card: Card = { id: newId(), subject, place, dirtyAt: now(), attempts: 0 };
      state.cards.set(card.id, {
        card,
        dirty: true,
        nextTryAt: now(),
        claimedUntil: undefined,
        heldByReveal: false,
        retired: false,
      });
      return card.id;
    },

    byId: async (id) => state.cards.get(id)?.card,

    async panelOf(channel) {
      const isIts = ({ subject }: Card) => subject.kind === 'panel' && subject.channel === channel;
      const kept = [...state.cards.values()].find(({ card }) => isIts(card));
      return kept && (!kept.retired || kept.card.lost) ? kept.card : undefined;
    },

    hasRecord: async (incidentId) =>
      [...state.cards.values()].some(
        ({ card: { subject } }) => subject.kind === 'access-record' && subject.incidentId === incidentId,
      ),

    async markDirty(grant) {
      const requests = state.grants.get(grant)?.requests ?? [];
      markAbout(
        ({ subject }) =>
          (subject.kind === 'grant' && subject.grantId === grant) ||
          (subject.kind === 'request' && requests.includes(subject.requestId)),
      );
      const kept = state.grants.get(grant)?.grant;
      const incident = kept && incidentOf(kept)?.id;
      markAbout(({ subject }) => incident !== undefined && incident === incidentShownBy(state, subject));
    },

    async markRequestDirty(request) {
      markAbout(({ subject }) => subject.kind === 'request' && subject.requestId === request);
    },

    async markDigestDirty(digest) {
      markAbout(({ subject }) => subject.kind === 'digest' && subject.digestId === digest);
    },

    async markHomes(of) {
      markAbout(({ place }) => place.kind === 'home' && of.includes(place.of));
    },

    async markPanels(channels) {
      const isMeant = (channel: string) => channels?.includes(channel) ?? !state.incidentChannels.get(channel)?.archivedAt;
      markAbout(({ subject }) => subject.kind === 'panel' && isMeant(subject.channel));
    },

    async turnToGrant(request, grantId) {
      for (const { card } of state.cards.values()) {
        if (card.place.kind !== 'window' || card.subject.kind !== 'request' || card.subject.requestId !== request) continue;
        change(card.id, (kept) => mark({ ...kept, card: { ...kept.card, subject: { kind: 'grant', grantId } } }));
      }
    },

    async claimDirty(limit, leaseSeconds) {
      const due = [...state.cards.values()].filter(
        (kept) => kept.dirty && !kept.heldByReveal && isDue(kept.nextTryAt, now()) && isDue(kept.claimedUntil, now()),
      );
      const claimed = due.toSorted((a, b) => Temporal.Instant.compare(a.card.dirtyAt, b.card.dirtyAt)).slice(0, limit);
      for (const { card } of claimed)
        change(card.id, (kept) => ({ ...kept, claimedUntil: now().add({ seconds: leaseSeconds }) }));
      return claimed.map(({ card }) => card);
    },

    drawn: async (card, renderedHash, posted) =>
      change(card.id, (kept) => {
        const known = kept.card.posted?.ts === card.posted?.ts;
        const dirty = kept.dirty && Temporal.Instant.compare(kept.card.dirtyAt, card.dirtyAt) > 0;
        return {
          ...kept,
          dirty,
          claimedUntil: undefined,
          ...(posted && known && { retired: false }),
          card: {
            ...(posted && known ? found(kept.card) : kept.card),
            renderedHash,
            attempts: 0,
            ...(posted && known && { posted }),
          },
        };
      }),

    failed: async (card, retryAfterSeconds) =>
      change(card.id, (kept) => ({
        ...kept,
        claimedUntil: undefined,
        nextTryAt: now().add({ seconds: retryAfterSeconds }),
        card: { ...kept.card, attempts: kept.card.attempts + 1 },
      })),

    async lost(card, retryAfterSeconds) {
      const nextTryAt = now().add({ seconds: retryAfterSeconds });
      if (!state.cards.get(card.id)?.dirty) return;
      change(card.id, (kept) => ({
        ...{ ...kept, nextTryAt, retired: true, claimedUntil: undefined },
        card: { ...kept.card, lost: true, attempts: kept.card.attempts + 1 },
      }));
      const same = [...state.cards.values()].filter((one) => one.card.lost && isAboutTheSame(one.card, card));
      for (const { card: earlier } of same.slice(0, -1)) change(earlier.id, givenUp);
    },

    retire: async (id) => change(id, givenUp),

    async lostChannelsOf(request) {
      const channels = (isMeant: (kept: KeptCard) => boolean) =>
        [...state.cards.values()]
          .filter((kept) => kept.card.subject.kind === 'request' && kept.card.subject.requestId === request && isMeant(kept))
          .flatMap(({ card }) => (card.place.kind === 'channel' ? [card.place.channel] : []));
      const lost = new Set(channels(({ retired, card }) => retired && !card.posted));
      return [...lost.difference(new Set(channels(({ retired, card }) => !retired && card.posted !== undefined)))];
    },

    async adopt(id, { channel, ts, clickedBy }) {
      const kept = state.cards.get(id);
      if (kept && !kept.card.posted && (!kept.retired || kept.card.lost) && fits(kept.card.place, channel, clickedBy)) {
        change(id, (one) => ({ ...one, retired: false, card: { ...found(one.card), posted: { channel, ts } } }));
      }
      const posted = state.cards.get(id)?.card.posted;
      return posted?.channel === channel && posted.ts === ts;
    },

    async windowOf(externalId) {
      const kept = windowOf(externalId);
      return kept?.heldByReveal ? { ...kept.card, heldByReveal: true } : kept?.card;
    },

    async setHeldByReveal(externalId, held) {
      const there = windowOf(externalId);
      if (there)
        change(there.card.id, (kept) => (held ? { ...kept, heldByReveal: true } : mark({ ...kept, heldByReveal: false })));
    },
  };
}

function givenUp(kept: KeptCard): KeptCard {
  return { ...kept, dirty: false, retired: true, card: found(kept.card) };
}

function found({ lost: _, ...card }: Card): Card {
  return card;
}

function incidentShownBy({ incidentChannels }: InMemoryState, subject: CardSubject): string | undefined {
  if (subject.kind === 'access-record') return subject.incidentId;
  return subject.kind === 'panel' ? incidentChannels.get(subject.channel)?.bound?.incidentId : undefined;
}

function isOneAPlace({ kind }: CardSubject): boolean {
  return kind === 'panel' || kind === 'access-record';
}

function anew(kept: KeptCard): KeptCard {
  const { posted: _, renderedHash: __, ...card } = found(kept.card);
  return { ...kept, retired: false, card };
}

function isAboutTheSame(one: Card, other: Card): boolean {
  return isDeepStrictEqual([one.subject, one.place], [other.subject, other.place]);
}

function isOtherwise({ subject: before, place: at }: Card, subject: CardSubject, place: CardPlace): boolean {
  const about = (one: CardSubject) => (one.kind === 'grant' ? one.grantId : one.kind === 'request' ? one.requestId : undefined);
  const isTheirs = at.kind === 'window' && place.kind === 'window' && at.viewer === place.viewer;
  return isTheirs && about(before) !== about(subject);
}

function fits(place: CardPlace, channel: string, clickedBy: string): boolean {
  return (place.kind === 'channel' && place.channel === channel) || (place.kind === 'direct' && place.to === clickedBy);
}
