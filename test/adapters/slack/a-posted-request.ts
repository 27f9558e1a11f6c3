import type { Card, CardPlace } from '../../../src/domain/card.ts';
import type { PendingRequest } from '../../../src/domain/request.ts';
import { NOW } from '../slack-blocks/a-grant.ts';
import { aRequest, shown } from '../slack-blocks/a-request.ts';
import { CARD_ID, type SlackBench } from './a-slack-bench.ts';

export const APPROVALS: CardPlace = { kind: 'channel', channel: 'C0APPR' };
export const TO_ALICE: CardPlace = { kind: 'direct', to: 'U01ALICE' };
export const TO_BOB: CardPlace = { kind: 'direct', to: 'U02BOB' };

/** A card about Alice's request. */
export function aRequestCard(place: CardPlace, differing: Partial<Card> = {}): Card {
  return { id: CARD_ID, subject: { kind: 'request', requestId: aRequest().id }, place, dirtyAt: NOW, attempts: 0, ...differing };
}

/** Posts a card about it for real, and says where. */
export async function posted(bench: SlackBench, place: CardPlace, request: PendingRequest = aRequest()) {
  const drawn = await bench.outside.surface.draw(aRequestCard(place), shown(request));
  if (drawn.outcome !== 'drawn' || !drawn.posted) throw new Error(`not posted: ${drawn.outcome}`);
  return { ...drawn.posted, hash: drawn.hash };
}
