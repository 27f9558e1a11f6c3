import type { types } from '@slack/bolt';
import type { Block, Message, Window } from './kit.ts';
import { escapeMrkdwn } from './text.ts';

const MOST_BLOCKS = 50;

/** The window's content as a message, for when no window could be opened. Throws for a secret view: values go into windows only. */
export function windowAsMessage(window: Window): Message {
  const blocks = window.blocks.slice(0, MOST_BLOCKS) as Block[];
  if (JSON.stringify(blocks).includes('"rich_text_preformatted"')) throw new Error('a secret view is never sent as a message');
  return { text: escapeMrkdwn(blocks.map(firstText).find((text) => text !== undefined) ?? window.title.text), blocks };
}

function firstText(block: Block): string | undefined {
  if (block.type === 'header' || block.type === 'section') return block.text?.text;
  if (block.type !== 'rich_text') return undefined;
  const elements = block.elements.flatMap((part) => (part.type === 'rich_text_section' ? part.elements : []));
  return elements.find((element): element is types.RichTextText => element.type === 'text')?.text;
}
