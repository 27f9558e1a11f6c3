import type { types } from '@slack/bolt';

const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}]/gu;

/** The text as one visible line: blanks collapsed, no controls, no bidi or zero-width characters. Never empty, since Slack refuses empty text. */
export function visibleLine(text: string, most = 2000): string {
  // Cleaning a megabyte to keep a line of it would be work for nothing; invisible characters rarely make up most of a text.
  const visible = text
    .slice(0, most * 4)
    .replace(/\s+/g, ' ')
    .replace(INVISIBLE, '')
    .replace(/ +/g, ' ')
    .trim();
  return clipped(visible, most) || '–';
}

/** At most `most` UTF-16 units, marked where it was cut; no character is cut in two. */
export function clipped(text: string, most: number): string {
  if (text.length <= most) return text;
  return `${text.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/** Text that may come from a person: Slack reads no markup and no :emoji: in it. */
export function plainText(text: string, most = 2000): types.PlainTextElement {
  return { type: 'plain_text', text: visibleLine(text, most), emoji: false };
}

/** Text for places that parse markup, such as a message's notification: no mention and no link comes out of it. */
export function escapeMrkdwn(text: string, most = 2000): string {
  return visibleLine(text, most).replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
