import type { Card } from '../../domain/card.ts';
import { isUsable } from '../../domain/grant.ts';
import type { PersonName, SlackUserId } from '../../domain/names.ts';
import type {
  AccessRecordContent,
  CardContent,
  DigestCard,
  GrantContent,
  HomeContent,
  PanelContent,
  RequestContent,
} from '../../ports/card-surface.ts';
import type { PolicyHolder } from '../../ports/policy-holder.ts';
import { accessRecordMessage } from './blocks/access-record-message.ts';
import { digestMessage } from './blocks/digest-message.ts';
import { endingMessage } from './blocks/ending-message.ts';
import { grantChannelCard, grantDirectMessage } from './blocks/grant-cards.ts';
import { grantPublicCard } from './blocks/grant-public-card.ts';
import { grantWindow } from './blocks/grant-window.ts';
import { homeView } from './blocks/home-view.ts';
import type { Home, Message, Window } from './blocks/kit.ts';
import { noteMessage } from './blocks/note-message.ts';
import { offerMessage } from './blocks/offer-message.ts';
import { notForOutsiders, panelMessage, sharedPanelMessage } from './blocks/panel-message.ts';
import { requestCard } from './blocks/request-cards.ts';
import { requestDirectMessage, requestWindow } from './blocks/request-window.ts';
import { reviewCard } from './blocks/review-card.ts';
import type { SlackDirectory } from './directory.ts';

export interface CardViewNeeds {
  directory: Pick<SlackDirectory, 'zoneOf'>;
  policy: PolicyHolder;
}

type WindowPlace = Extract<Card['place'], { kind: 'window' }>;
type HomePlace = Extract<Card['place'], { kind: 'home' }>;

/** What a card says as a message in a channel or a direct message; undefined when there is nothing for it to say any more. */
export async function cardMessage(
  needs: CardViewNeeds,
  card: Card,
  content: CardContent | undefined,
): Promise<Message | undefined> {
  const { subject } = card;
  if (subject.kind === 'note') return noteMessage(subject.note, await zoneAt(needs, card.place));
  if (subject.kind === 'grant' && content && isOfGrant(content)) return grantMessage(needs, card, subject.aspect, content);
  if (subject.kind === 'request' && content && isOfRequest(content)) return requestMessage(needs, card, subject.aspect, content);
  if (subject.kind === 'digest' && content && isOfDigest(content)) return digestMessage(card.id, content);
  if (content && isOfPanel(content)) return panelMessage(content, await zoneAt(needs, card.place));
  if (content && isOfRecord(content)) return accessRecordMessage(content, await zoneAt(needs, card.place));
  return undefined;
}

/** What stands there from the time on that outsiders can read it, where something of an incident stood; undefined for any other card, which stays as it was. */
export function messageForOutsiders({ posted }: Card, content: CardContent | undefined): Message | undefined {
  if (!posted || !content) return undefined;
  if (isOfPanel(content)) return sharedPanelMessage();
  return isOfRecord(content) || (isOfGrant(content) && content.isPublic) ? notForOutsiders() : undefined;
}

/** What a card says in a window; undefined when there is nothing for it to say any more. */
export async function cardWindow(
  needs: CardViewNeeds,
  place: WindowPlace,
  content: CardContent | undefined,
): Promise<Window | undefined> {
  if (!content || !(isOfGrant(content) || isOfRequest(content))) return undefined;
  const timezone = await needs.directory.zoneOf(place.viewer);
  if (isOfRequest(content)) return requestWindow(content, timezone, place.alreadyOpen ? 'already-asked' : undefined);
  const isAsked = place.alreadyOpen && isUsable(content.grant, content.now);
  const happened = content.valuesWiped ? 'values-wiped' : isAsked ? 'already-open' : undefined;
  return grantWindow(content, { slackId: place.viewer, timezone }, happened);
}

/** Somebody's home tab. */
export async function cardHome(
  needs: CardViewNeeds,
  place: HomePlace,
  content: CardContent | undefined,
): Promise<Home | undefined> {
  if (!content || !isOfHome(content)) return undefined;
  const resources = needs.policy.current()?.resources;
  return homeView(content, await needs.directory.zoneOf(place.of), (name) => resources?.get(name));
}

async function grantMessage(
  needs: CardViewNeeds,
  { id, place }: Card,
  aspect: 'ending' | 'review' | 'offer' | undefined,
  content: GrantContent,
): Promise<Message> {
  const timezone = await zoneAt(needs, place);
  switch (aspect) {
    case 'ending':
      return endingMessage(id, content, timezone);
    case 'review':
      return reviewCard(id, content, timezone, accountsOf(needs));
    case 'offer':
      return offerMessage(content, timezone);
    case undefined:
      if (content.isPublic) return grantPublicCard(content, timezone);
      return place.kind === 'direct' ? grantDirectMessage(id, content, timezone) : grantChannelCard(id, content, timezone);
  }
}

/** To the requester their own view of it; to everyone else the approvers' card. */
async function requestMessage(
  needs: CardViewNeeds,
  { id, place }: Card,
  aspect: 'reminder' | undefined,
  content: RequestContent,
): Promise<Message> {
  const timezone = await zoneAt(needs, place);
  if (place.kind !== 'direct')
    return requestCard({ id, timezone, aspect, canAnswer: isAnsweredIn(needs, place, content) }, content);
  if (place.to === content.request.requester.slackId) return requestDirectMessage(id, content, timezone);
  return requestCard({ id, timezone, to: place.to, aspect, canAnswer: true }, content);
}

// The audit channel is for reading, unless it is where approvers are asked too.
function isAnsweredIn({ policy }: CardViewNeeds, place: Card['place'], { request, resource }: RequestContent): boolean {
  const slack = policy.current()?.slack;
  if (place.kind !== 'channel' || !slack || place.channel !== slack.auditChannel) return true;
  const rule = resource?.rules.find(({ name }) => name === request.rule);
  return (rule?.approve?.channel ?? slack.approvalChannel) === slack.auditChannel;
}

async function zoneAt({ directory, policy }: CardViewNeeds, place: Card['place']): Promise<string> {
  return place.kind === 'direct' ? directory.zoneOf(place.to) : (policy.current()?.timezone ?? 'UTC');
}

function accountsOf({ policy }: CardViewNeeds): (name: PersonName) => SlackUserId | undefined {
  const people = policy.current()?.people;
  return (name) => people?.get(name)?.slack[0];
}

function isOfGrant(content: CardContent): content is GrantContent {
  return 'grant' in content && !('request' in content);
}

function isOfRequest(content: CardContent): content is RequestContent {
  return 'request' in content;
}

function isOfDigest(content: CardContent): content is DigestCard {
  return 'digest' in content;
}

function isOfPanel(content: CardContent): content is PanelContent {
  return 'panel' in content;
}

function isOfRecord(content: CardContent): content is AccessRecordContent {
  return 'record' in content;
}

function isOfHome(content: CardContent): content is HomeContent {
  return 'home' in content;
}
