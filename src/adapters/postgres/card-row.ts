import type { Card, CardPlace, CardSubject, Note } from '../../domain/card.ts';
import { instant } from './row-values.ts';

/** A row of `cards`. */
export interface CardRow {
  id: string;
  grant_id: string | null;
  request_id: string | null;
  digest_id: string | null;
  panel_of: string | null;
  incident_id: string | null;
  aspect: 'ending' | 'review' | 'offer' | 'reminder' | null;
  note: Note | null;
  place: CardPlace['kind'];
  channel: string | null;
  slack_user: string | null;
  external_id: string | null;
  posted_channel: string | null;
  posted_ts: string | null;
  rendered_hash: string | null;
  dirty: boolean;
  dirty_at: string;
  attempts: number;
  held_by_reveal: boolean;
  already_open: boolean;
  retired_at: string | null;
}

/** The card that a row is. */
export function cardOf(row: CardRow): Card {
  const card: Card = {
    id: row.id,
    subject: subjectOf(row),
    place: placeOf(row),
    dirtyAt: instant(row.dirty_at),
    attempts: row.attempts,
  };
  if (row.posted_ts !== null) card.posted = { channel: row.posted_channel as string, ts: row.posted_ts };
  if (row.rendered_hash !== null) card.renderedHash = row.rendered_hash;
  if (row.retired_at !== null && row.dirty) card.lost = true;
  if (row.held_by_reveal) card.heldByReveal = true;
  return card;
}

function subjectOf(row: CardRow): CardSubject {
  const { grant_id: grantId, request_id: requestId, digest_id: digestId, aspect, note } = row;
  if (grantId !== null) return { kind: 'grant', grantId, ...(aspect && aspect !== 'reminder' && { aspect }) };
  if (requestId !== null) return { kind: 'request', requestId, ...(aspect === 'reminder' && { aspect }) };
  if (digestId !== null) return { kind: 'digest', digestId };
  if (row.panel_of !== null) return { kind: 'panel', channel: row.panel_of };
  if (row.incident_id !== null) return { kind: 'access-record', incidentId: row.incident_id };
  return note === null ? { kind: 'home' } : { kind: 'note', note };
}

function placeOf(row: CardRow): CardPlace {
  switch (row.place) {
    case 'channel':
      return { kind: 'channel', channel: row.channel as string };
    case 'direct':
      return { kind: 'direct', to: row.slack_user as string };
    case 'home':
      return { kind: 'home', of: row.slack_user as string };
    case 'timeline':
      return { kind: 'timeline' };
    case 'window':
      return {
        kind: 'window',
        externalId: row.external_id as string,
        viewer: row.slack_user as string,
        ...(row.already_open && { alreadyOpen: true }),
      };
  }
}
