import type { Message } from './kit.ts';
import { richText } from './parts.ts';

/** What overwrites a second copy of a card: nothing to click but the way to the card. */
export function orphanMessage(link?: string): Message {
  const text = 'This is a second copy of a card.';
  const isLink = link?.startsWith('https://') === true || link?.startsWith('http://127.0.0.1') === true;
  const way = isLink ? [{ type: 'link' as const, url: link, text: 'Open the card' }] : [];
  return { text, blocks: [richText({ type: 'rich_text_section', elements: [{ type: 'text', text: `${text} ` }, ...way] })] };
}
