import { anything, byType, fields, flag, list, number, oneOf, required, string } from './checks.ts';

const style = fields({
  bold: flag,
  italic: flag,
  strike: flag,
  code: flag,
  highlight: flag,
  client_highlight: flag,
  unlink: flag,
  underline: flag,
});
const most = 30_000;

const inline = byType(
  {
    text: fields({ type: anything, text: required(string(most)), style }),
    link: fields({ type: anything, url: required(string(3000)), text: string(most), unsafe: flag, style }),
    emoji: fields({ type: anything, name: required(string(100)), unicode: string(100), skin_tone: number, style }),
    user: fields({ type: anything, user_id: required(string(255)), style }),
    usergroup: fields({ type: anything, usergroup_id: required(string(255)), style }),
    channel: fields({ type: anything, channel_id: required(string(255)), style }),
    broadcast: fields({ type: anything, range: required(oneOf('here', 'channel', 'everyone')), style }),
    date: fields({
      type: anything,
      timestamp: required(number),
      format: required(string(200)),
      url: string(3000),
      fallback: string(200),
      style,
    }),
    color: fields({ type: anything, value: required(string(20)), style }),
  },
  'rich text',
);

const section = fields({ type: anything, elements: required(list(inline, { least: 0 })) });

/** The parts of a `rich_text` block. */
export const richTextParts = byType(
  {
    rich_text_section: section,
    rich_text_list: fields({
      type: anything,
      style: required(oneOf('bullet', 'ordered')),
      elements: required(list(section)),
      indent: number,
      offset: number,
      border: number,
    }),
    rich_text_preformatted: fields({ type: anything, elements: required(list(inline)), border: number, language: string(100) }),
    rich_text_quote: fields({ type: anything, elements: required(list(inline)), border: number }),
  },
  'rich text',
);
