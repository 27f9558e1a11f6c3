import type { Message } from './kit.ts';
import { richText } from './parts.ts';

/** What overwrites a second copy of a card: nothing to click but the way to the card. */
export function orphanMessage(link?: string): Message {
  const text = 'This is a second copy of a card.';
  const way = link?.startsWith('http') ? [{ type: 'link' as const, url: link, text: 'Open the card' }] : [];
  return { text, blocks: [richText({ type: 'rich_text_section', elements: [{ type: 'text', text: `${text} ` }, ...way] })] };
}
