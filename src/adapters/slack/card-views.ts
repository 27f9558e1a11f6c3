import type { Card } from '../../domain/card.ts';
import { isUsable } from '../../domain/grant.ts';
import type { CardContent, GrantContent, RequestContent } from '../../ports/card-surface.ts';
import { grantChannelCard, grantDirectMessage } from './blocks/grant-cards.ts';
import { grantWindow } from './blocks/grant-window.ts';
import type { Message, Window } from './blocks/kit.ts';
import { noteMessage } from './blocks/note-message.ts';
import { requestCard } from './blocks/request-cards.ts';
import { requestDirectMessage, requestWindow } from './blocks/request-window.ts';
import type { CardNeeds } from './cards.ts';

type WindowPlace = Extract<Card['place'], { kind: 'window' }>;

/** What a card says as a message in a channel or a direct message; undefined when there is nothing for it to say any more. */
export async function cardMessage(needs: CardNeeds, card: Card, content: CardContent | undefined): Promise<Message | undefined> {
  const { subject } = card;
  if (subject.kind === 'note') return noteMessage(subject.note);
  if (content && isOfGrant(content)) return grantMessage(needs, card, content);
  if (content && isOfRequest(content)) return requestMessage(needs, card, content);
  return undefined;
}

/** What a card says in a window; undefined when there is nothing for it to say any more. */
export async function cardWindow(
  needs: CardNeeds,
  place: WindowPlace,
  content: CardContent | undefined,
): Promise<Window | undefined> {
  const timezone = await needs.directory.zoneOf(place.viewer);
  if (content && isOfRequest(content)) return requestWindow(content, timezone, place.alreadyOpen ? 'already-asked' : undefined);
  if (!content || !isOfGrant(content)) return undefined;
  const viewer = { slackId: place.viewer, timezone };
  const isAsked = place.alreadyOpen && isUsable(content.grant, content.now);
  return grantWindow(content, viewer, content.valuesWiped ? 'values-wiped' : isAsked ? 'already-open' : undefined);
}

async function grantMessage(needs: CardNeeds, { id, place }: Card, content: GrantContent): Promise<Message> {
  if (place.kind === 'direct') return grantDirectMessage(id, content, await needs.directory.zoneOf(place.to));
  return grantChannelCard(id, content, needs.policy.current()?.timezone ?? 'UTC');
}

/** To the requester their own view of it; to everyone else the approvers' card. */
async function requestMessage(needs: CardNeeds, card: Card, content: RequestContent): Promise<Message> {
  const { id, place, subject } = card;
  const aspect = subject.kind === 'request' ? subject.aspect : undefined;
  if (place.kind !== 'direct') {
    const timezone = needs.policy.current()?.timezone ?? 'UTC';
    return requestCard({ id, timezone, aspect, canAnswer: isAnsweredIn(needs, place, content) }, content);
  }
  const timezone = await needs.directory.zoneOf(place.to);
  if (place.to === content.request.requester.slackId) return requestDirectMessage(id, content, timezone);
  return requestCard({ id, timezone, to: place.to, aspect, canAnswer: true }, content);
}

// The audit channel is for reading, unless it is where approvers are asked too.
function isAnsweredIn({ policy }: CardNeeds, place: Card['place'], { request, resource }: RequestContent): boolean {
  const slack = policy.current()?.slack;
  if (place.kind !== 'channel' || !slack || place.channel !== slack.auditChannel) return true;
  const rule = resource?.rules.find(({ name }) => name === request.rule);
  return (rule?.approve?.channel ?? slack.approvalChannel) === slack.auditChannel;
}

function isOfRequest(content: CardContent): content is RequestContent {
  return 'request' in content;
}

function isOfGrant(content: CardContent): content is GrantContent {
  return 'grant' in content && !('request' in content);
}
