import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Card } from '../../domain/card.ts';
import type { AccessRecordContent, CardContent, CardSurface, Drawn } from '../../ports/card-surface.ts';
import type { Logger } from '../../ports/logger.ts';
import type { Message } from './blocks/kit.ts';
import { type CardViewNeeds, cardHome, cardMessage, cardWindow, messageForOutsiders } from './card-views.ts';
import { channelsSharedOutside, type IsSharedOutside } from './channels.ts';
import type { SlackClients } from './clients.ts';
import { SlackFault } from './slack-fault.ts';
import { updateWindow } from './windows.ts';

export interface CardNeeds extends CardViewNeeds {
  clients: SlackClients;
  log: Logger;
}

const LONGEST_WAIT_SECONDS = 300;
// What Slack refuses for its shape is refused again: it waits for a new version or a mended configuration.
const REFUSED_WAIT_SECONDS = 120;

const THREAD_WAIT_SECONDS = 2;

const posted = z.object({ channel: z.string(), ts: z.string() });

/** Cards as messages and windows of Slack. What Slack doesn't take now is drawn later; where its place is gone, or takes nothing, it is `gone`. */
export function slackCards(needs: CardNeeds): CardSurface {
  const isShared = channelsSharedOutside(needs.clients.background);
  return {
    async draw(card, content) {
      try {
        return await drawn(needs, isShared, card, content);
      } catch (error) {
        return undrawn(needs.log, card, error);
      }
    },
  };
}

async function drawn(needs: CardNeeds, isShared: IsSharedOutside, card: Card, content: CardContent | undefined): Promise<Drawn> {
  const { place } = card;
  if (place.kind === 'window') return drawWindow(needs, place, content);
  if (place.kind === 'home') return drawHome(needs, place, content);
  if (isArchived(content)) return { outcome: 'drawn', hash: card.renderedHash ?? '' };
  if (place.kind === 'channel' && (await isShared(place.channel))) {
    const instead = messageForOutsiders(card, content);
    if (instead) return drawMessage(needs, card, instead);
    if (!card.lost) needs.log.error('channel is shared with outsiders, nothing is posted there', { channel: place.channel });
    return { outcome: 'gone' };
  }
  const thread = threadOf(card, content);
  if (thread === 'awaited') return { outcome: 'later', retryAfterSeconds: THREAD_WAIT_SECONDS };
  const message = await cardMessage(needs, card, content);
  return message ? drawMessage(needs, card, message, thread?.ts) : { outcome: 'gone' };
}

// Slack takes no change in a channel that is archived; once it isn't any more, the panel is drawn again.
function isArchived(content: CardContent | undefined): boolean {
  return content !== undefined && 'panel' in content && content.panel.channel.archivedAt !== undefined;
}

// Where it was posted once, it stays.
function threadOf({ posted }: Card, content: CardContent | undefined): AccessRecordContent['thread'] {
  return !posted && content && 'record' in content ? content.thread : undefined;
}

// Always sent, even if nothing changed since the card was last drawn: a reveal may have overwritten the window meanwhile.
async function drawWindow(
  needs: CardNeeds,
  place: Extract<Card['place'], { kind: 'window' }>,
  content: CardContent | undefined,
): Promise<Drawn> {
  const window = await cardWindow(needs, place, content);
  if (!window) return { outcome: 'gone' };
  await updateWindow(needs.clients.background, place.externalId, window);
  return { outcome: 'drawn', hash: hashOf(window) };
}

// Always sent too: a person who was away long enough, or an app installed anew, has an empty tab.
async function drawHome(
  needs: CardNeeds,
  place: Extract<Card['place'], { kind: 'home' }>,
  content: CardContent | undefined,
): Promise<Drawn> {
  const view = await cardHome(needs, place, content);
  if (!view) return { outcome: 'gone' };
  await needs.clients.background('views.publish', { user_id: place.of, view });
  return { outcome: 'drawn', hash: hashOf(view) };
}

async function drawMessage(needs: CardNeeds, card: Card, message: Message, thread?: string): Promise<Drawn> {
  const hash = hashOf(message);
  if (card.posted && hash === card.renderedHash) return { outcome: 'drawn', hash };
  const { text, blocks, plainer } = message;
  try {
    return { outcome: 'drawn', hash, ...(await sent(needs, card, { text, blocks }, thread)) };
  } catch (error) {
    if (!plainer || !isForItsShape(error)) throw error;
    needs.log.warn('card drawn plainer', { card: card.id, method: error.method, code: error.code });
    return { outcome: 'drawn', hash, ...(await sent(needs, card, { text, blocks: plainer }, thread)) };
  }
}

/** Posts it, and says where; or updates it where it was posted before. */
async function sent(
  { clients }: CardNeeds,
  card: Card,
  { text, blocks }: Message,
  thread: string | undefined,
): Promise<Pick<Card, 'posted'>> {
  if (card.posted) {
    await clients.background('chat.update', { ...card.posted, text, blocks });
    return {};
  }
  const quiet = { unfurl_links: false, unfurl_media: false };
  const below = thread !== undefined && { thread_ts: thread };
  const answer = await clients.background('chat.postMessage', { channel: placeToPost(card), text, blocks, ...quiet, ...below });
  const read = posted.safeParse(answer);
  if (!read.success) throw new SlackFault('chat.postMessage', 'unavailable', 'odd_shape');
  return { posted: { channel: read.data.channel, ts: read.data.ts } };
}

// A second table is told of as an attachment, and only the sum of all blocks has a limit that nobody wrote down.
const SHAPES = new Set(['invalid_blocks', 'invalid_blocks_format', 'invalid_attachments', 'msg_blocks_too_long']);

function isForItsShape(error: unknown): error is SlackFault {
  return error instanceof SlackFault && SHAPES.has(error.code);
}

function placeToPost({ place }: Card): string | undefined {
  if (place.kind === 'channel') return place.channel;
  return place.kind === 'direct' ? place.to : undefined;
}

function undrawn(log: Logger, card: Card, error: unknown): Drawn {
  if (!(error instanceof SlackFault)) {
    log.error('card failed', { card: card.id }, error);
    return { outcome: 'later', retryAfterSeconds: REFUSED_WAIT_SECONDS };
  }
  const { method, code, kind } = error;
  const isWindow = card.place.kind === 'window';
  if (kind === 'gone') {
    // That a window was closed is everyday; that the bot can't post where the policy sends it needs somebody, who is told once a card.
    if (isWindow || card.lost) return { outcome: 'gone' };
    log.error('card has no place any more', { card: card.id, place: card.place.kind, method, code });
    return { outcome: 'gone' };
  }
  log.warn('card not drawn', { card: card.id, method, code });
  return { outcome: 'later', retryAfterSeconds: waitAfter(error, card.attempts) };
}

function waitAfter({ kind, retryAfterSeconds = 1 }: SlackFault, attempts: number): number {
  if (kind === 'rate-limited') return Math.min(Math.max(retryAfterSeconds, 1), LONGEST_WAIT_SECONDS);
  return kind === 'unavailable' ? Math.min(2 ** Math.min(attempts, 6), 60) : REFUSED_WAIT_SECONDS;
}

function hashOf(rendered: unknown): string {
  return createHash('sha256').update(JSON.stringify(rendered)).digest('hex');
}
