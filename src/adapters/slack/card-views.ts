import type { Card } from '../../domain/card.ts';
import { isUsable } from '../../domain/grant.ts';
import type { CardContent, GrantContent } from '../../ports/card-surface.ts';
import { grantChannelCard, grantDirectMessage } from './blocks/grant-cards.ts';
import { grantWindow } from './blocks/grant-window.ts';
import type { Message, Window } from './blocks/kit.ts';
import { noteMessage } from './blocks/note-message.ts';
import type { CardNeeds } from './cards.ts';

type WindowPlace = Extract<Card['place'], { kind: 'window' }>;

/** What a card says as a message in a channel or a direct message; undefined when there is nothing for it to say any more. */
export async function cardMessage(needs: CardNeeds, card: Card, content: CardContent | undefined): Promise<Message | undefined> {
  const { subject } = card;
  if (subject.kind === 'note') return noteMessage(subject.note);
  if (content && isOfGrant(content)) return grantMessage(needs, card, content);
  return undefined;
}

/** What a card says in a window; undefined when there is nothing for it to say any more. */
export async function cardWindow(
  needs: CardNeeds,
  place: WindowPlace,
  content: CardContent | undefined,
): Promise<Window | undefined> {
  if (!content || !isOfGrant(content)) return undefined;
  const viewer = { slackId: place.viewer, timezone: await needs.directory.zoneOf(place.viewer) };
  const isAsked = place.alreadyOpen && isUsable(content.grant, content.now);
  return grantWindow(content, viewer, content.valuesWiped ? 'values-wiped' : isAsked ? 'already-open' : undefined);
}

async function grantMessage(needs: CardNeeds, { id, place }: Card, content: GrantContent): Promise<Message> {
  if (place.kind === 'direct') return grantDirectMessage(id, content, await needs.directory.zoneOf(place.to));
  return grantChannelCard(id, content, needs.policy.current()?.timezone ?? 'UTC');
}

function isOfGrant(content: CardContent): content is GrantContent {
  return 'grant' in content && !('request' in content);
}
