import { type Grant, isUsable } from '../../../domain/grant.ts';
import type { CardId } from '../../../domain/names.ts';
import type { GrantContent } from '../../../ports/card-surface.ts';
import { details, sayVariables } from './grant-blocks.ts';
import { revokeButton, rotatedButtons } from './grant-buttons.ts';
import { grantBlocks } from './grant-window.ts';
import type { Block, Message } from './kit.ts';
import { boldLine, buttons, grantLine, line, richText, smallPrint } from './parts.ts';
import { sayAftermath } from './say-exposure.ts';
import { type GrantReader, nameOf, sayEnding, sayHeadline, sayReads } from './say-grant.ts';
import { sayGlass } from './say-review.ts';
import { escapeMrkdwn } from './text.ts';

/** The card's id in its row of buttons, so that a click can say whose message it came from. */
export function cardBlockId(id: CardId): string {
  return `card:${id}`;
}

/** The grant's own card in the holder's direct messages. */
export function grantDirectMessage(id: CardId, content: GrantContent, timezone: string): Message {
  const reader = { timezone, now: content.now, isHolder: true };
  return { text: notification(content, reader), blocks: grantBlocks(content, reader, cardBlockId(id)) };
}

/** The card in a channel of those who may see reasons and evidence, such as the audit channel. Times are on the clocks of `timezone`. */
export function grantChannelCard(id: CardId, content: GrantContent, timezone: string): Message {
  const { grant, now } = content;
  const reader = { timezone, now, isHolder: false };
  const isOpen = isUsable(grant, now);
  const row = isOpen ? [revokeButton(grant, reader)] : rotatedButtons(grant);
  // The review's own card in that channel calls those who are to look at it.
  const glass = sayGlass(grant, reader, []);
  const blocks = [
    ...(glass === undefined ? [] : [boldLine(glass)]),
    grantLine(sayHeadline(grant, reader), nameOf(grant.holder)),
    line(isOpen ? `${sayVariables(content)} · ${sayReads(grant)}` : sayAftermath(grant, reader)),
    ...smallPrint(sayEnding(grant, reader)),
    ...buttons(cardBlockId(id), ...row),
    ...details(grant, reader),
    accountLine(grant, timezone),
  ];
  return { text: notification(content, reader), blocks };
}

/** Whose it is. A display name can be anyone's; only Slack's own mention says which account it is. */
export function accountLine({ holder }: Grant, timezone: string): Block {
  return richText({
    type: 'rich_text_section',
    elements: [
      { type: 'text', text: 'Account: ' },
      { type: 'user', user_id: holder.slackId },
      { type: 'text', text: ` · Times: ${timezone}` },
    ],
  });
}

function notification({ grant }: GrantContent, reader: GrantReader): string {
  const headline = `${grant.breakGlass ? '🚨 ' : ''}${sayHeadline(grant, reader)}`;
  if (!isUsable(grant, reader.now)) return escapeMrkdwn(`${headline}: ${sayAftermath(grant, reader)}`);
  return escapeMrkdwn(reader.isHolder ? headline : `${nameOf(grant.holder)}: ${headline}`);
}
