import type { Digest, Told } from '../../../domain/digest.ts';
import type { CardId } from '../../../domain/names.ts';
import { sayHead, sayNotes, sayOutcome } from '../../../domain/say-digest.ts';
import { sayQuiet } from '../../../domain/say-figures.ts';
import { type Look, looksOf, moreThan } from '../../../domain/say-looks.ts';
import { saySpan, sayWhen } from '../../../domain/say-span.ts';
import type { DigestCard } from '../../../ports/card-surface.ts';
import { DIGEST_REVIEWED } from './action-ids.ts';
import { dayChart, dayLines, figureLines, figuresTable } from './figure-blocks.ts';
import { cardBlockId } from './grant-cards.ts';
import type { Block, Message } from './kit.ts';
import { boldLine, bullets, button, buttons, header, line, richText, smallPrint } from './parts.ts';
import { nameOf } from './say-grant.ts';
import { escapeMrkdwn, visibleLine } from './text.ts';

// Read on a phone within a minute.
const MOST_SHOWN = 3;
const MOST_ITEM = 150;

/** The weekly post: what happened, what is worth a look, and who looked at it. On the clocks that the digest itself names. */
export function digestMessage(id: CardId, { digest }: DigestCard): Message {
  const { reviewed } = digest;
  const row = buttons(cardBlockId(id), reviewed ? undefined : button('Mark reviewed', DIGEST_REVIEWED, digest.id, 'primary'));
  const quiet = sayQuiet(digest);
  if (quiet !== undefined) {
    const blocks = [boldLine(quiet), ...reviewedLine(digest), ...row, ...headPrint(digest)];
    return { text: escapeMrkdwn(quiet), blocks };
  }
  const message = (...figures: Block[]) => [...opening(digest), ...figures, ...lookBlocks(digest), ...row, ...headPrint(digest)];
  return {
    text: escapeMrkdwn(sayInBrief(digest), 3000),
    blocks: message(...figuresTable(digest), ...dayChart(digest)),
    plainer: message(...figureLines(digest), ...dayLines(digest)),
  };
}

/** The same in text alone, for places that draw neither charts nor tables and offer nothing to click. */
export function digestLines(told: Told): Block[] {
  const quiet = sayQuiet(told);
  if (quiet !== undefined) return [boldLine(quiet), ...headPrint(told)];
  return [...opening(told), ...figureLines(told), ...lookBlocks(told), ...headPrint(told)];
}

function opening(told: Told & Partial<Digest>): Block[] {
  const { week, content } = told;
  const [odd] = content.unreadable === undefined ? [] : sayNotes({ ...content, late: false });
  return [
    header(saySpan(week, content.timezone)),
    ...reviewedLine(told),
    line(sayOutcome(content)),
    ...(odd === undefined ? [] : [boldLine(odd)]),
  ];
}

function reviewedLine(told: Told & Partial<Digest>): Block[] {
  const said = sayReviewed(told);
  return said === undefined ? [] : [line(said)];
}

/** `✅ Reviewed by Carol, Mon 23 Nov 09:12`; undefined where nobody did. */
export function sayReviewed({ reviewed, content }: Pick<Told, 'content'> & Partial<Digest>): string | undefined {
  return reviewed && `✅ Reviewed by ${nameOf(reviewed.by)}, ${sayWhen(reviewed.at, content.timezone)}`;
}

function lookBlocks(told: Told): Block[] {
  const looks = looksOf(told);
  return looks.length === 0 ? [line('Nothing else is worth a look.')] : [{ type: 'divider' }, ...looks.map(lookBlock)];
}

// One block each, so that a busy week stays far below what a message may hold.
function lookBlock(look: Look): Block {
  const more = moreThan(look, Math.min(look.lines.length, MOST_SHOWN));
  const items = [
    ...look.lines.slice(0, MOST_SHOWN).map((text) => visibleLine(text, MOST_ITEM)),
    ...(more === undefined ? [] : [more]),
  ];
  return richText(
    { type: 'rich_text_section', elements: [{ type: 'text', text: sayTitle(look), style: { bold: true } }] },
    bullets(items),
    { type: 'rich_text_section', elements: [{ type: 'text', text: look.next, style: { italic: true } }] },
  );
}

function sayTitle({ title, total }: Look): string {
  return total === undefined ? title : `${title}: ${total}`;
}

function headPrint({ content }: Told): Block[] {
  return smallPrint(...sayNotes({ late: content.late }), sayHead(content).join(' '));
}

/** All of it in one paragraph: `Week of 16–22 Nov: 23 grants to 6 people. Worth a look: …` */
export function sayInBrief(told: Told): string {
  const quiet = sayQuiet(told);
  if (quiet !== undefined) return quiet;
  const { week, content } = told;
  const looks = looksOf(told).filter(({ total }) => total !== undefined);
  const worth = looks.length === 0 ? '' : ` Worth a look: ${looks.map(({ title, total }) => `${title} (${total})`).join(', ')}.`;
  return `${saySpan(week, content.timezone)}: ${sayOutcome(content)}${worth}`;
}
