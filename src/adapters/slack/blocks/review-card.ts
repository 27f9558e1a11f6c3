import { type Grant, isUsable } from '../../../domain/grant.ts';
import type { CardId, PersonName, SlackUserId } from '../../../domain/names.ts';
import { sayLastingTime, sayMoment } from '../../../domain/say-time.ts';
import type { GrantContent } from '../../../ports/card-surface.ts';
import { MARK_REVIEWED } from './action-ids.ts';
import { details } from './grant-blocks.ts';
import { accountLine, cardBlockId } from './grant-cards.ts';
import type { Block, Message } from './kit.ts';
import { boldLine, button, buttons, line, richText, smallPrint } from './parts.ts';
import { sayAftermath, saySeen } from './say-exposure.ts';
import { type GrantReader, nameOf, sayEnding, sayHeadline } from './say-grant.ts';
import { isOverdue } from './say-review.ts';
import { escapeMrkdwn, visibleLine } from './text.ts';

const MOST_MENTIONED = 10;

/** That somebody other than its holder is to look at a grant; afterwards who did. `accountOf` is a reviewer's account, so that they are called. */
export function reviewCard(
  id: CardId,
  content: GrantContent,
  timezone: string,
  accountOf: (name: PersonName) => SlackUserId | undefined,
): Message {
  const { grant, now } = content;
  const reader = { timezone, now, isHolder: false };
  const text = sayWhatFor(grant, reader);
  const isDone = grant.review?.done !== undefined;
  const blocks = [
    boldLine(text),
    ...dueLine(grant, reader, accountOf),
    line(saySoFar(grant, reader)),
    ...buttons(cardBlockId(id), isDone ? undefined : button('Mark reviewed', MARK_REVIEWED, grant.id, 'primary')),
    ...smallPrint(sayEnding(grant, reader)),
    ...details(grant, reader),
    accountLine(grant, timezone),
  ];
  return { text: escapeMrkdwn(text), blocks };
}

function sayWhatFor(grant: Grant, reader: GrantReader): string {
  const when = sayMoment(grant.startedAt, reader);
  if (!grant.breakGlass) return `${nameOf(grant.holder)} was given ${grant.resource} ${when}`;
  return `🚨 ${nameOf(grant.holder)} broke glass for ${grant.resource} ${when}`;
}

function dueLine(grant: Grant, reader: GrantReader, accountOf: (name: PersonName) => SlackUserId | undefined): Block[] {
  const { review } = grant;
  if (!review) return [];
  if (review.done) return [line(`✅ Reviewed by ${nameOf(review.done.by)} ${sayMoment(review.done.at, reader)}`)];
  const due = sayLastingTime(review.dueAt, reader);
  const said = isOverdue(review, reader) ? `⏰ Review overdue since ${due}: ` : `Review by ${due}: `;
  const more = review.by.length - MOST_MENTIONED;
  return [
    richText({
      type: 'rich_text_section',
      elements: [
        { type: 'text', text: said, style: { bold: true } },
        ...review.by.slice(0, MOST_MENTIONED).flatMap((name, index) => mention(name, index, accountOf(name))),
        ...(more > 0 ? [{ type: 'text' as const, text: ` and ${more} more` }] : []),
      ],
    }),
  ];
}

function mention(name: PersonName, index: number, account: SlackUserId | undefined) {
  const said = account ? { type: 'user' as const, user_id: account } : { type: 'text' as const, text: visibleLine(name, 80) };
  return index === 0 ? [said] : [{ type: 'text' as const, text: ' ' }, said];
}

function saySoFar(grant: Grant, reader: GrantReader): string {
  const headline = sayHeadline(grant, reader);
  if (!isUsable(grant, reader.now)) return sayAftermath(grant, reader);
  return grant.reveals.count > 0 ? `${headline}. ${saySeen(grant, reader)}` : `${headline}. No value shown yet.`;
}
