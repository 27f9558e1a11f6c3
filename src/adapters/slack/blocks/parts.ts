import type { types } from '@slack/bolt';
import type { Block, Button } from './kit.ts';
import { plainText, visibleLine } from './text.ts';

const MOST_HEADER = 150;
const MOST_LINE = 3000;
const MOST_CONTEXT_LINES = 10;

/** The one line that says it all. */
export function header(text: string): Block {
  return { type: 'header', text: plainText(text, MOST_HEADER) };
}

/** An ordinary line. Rich text, because nothing in it is read as markup, nor `03:18:00` as an emoji. */
export function line(text: string): Block {
  return richText({ type: 'rich_text_section', elements: [{ type: 'text', text: visibleLine(text, MOST_LINE) }] });
}

/** A line in bold, for what the reader must not miss. */
export function boldLine(text: string): Block {
  return richText({
    type: 'rich_text_section',
    elements: [{ type: 'text', text: visibleLine(text, MOST_LINE), style: { bold: true } }],
  });
}

/** A grant's headline and whose it is; `more` stands below it in the same block. */
export function grantLine(headline: string, holder: string, ...more: types.RichTextBlockElement[]): Block {
  const elements: types.RichTextText[] = [
    { type: 'text', text: headline, style: { bold: true } },
    { type: 'text', text: ` · ${holder}` },
  ];
  return richText({ type: 'rich_text_section', elements }, ...more);
}

/** Small print, each text on its own. No block when there is none. */
export function smallPrint(...texts: (string | undefined)[]): Block[] {
  const said = texts.filter((text) => text !== undefined && text !== '').slice(0, MOST_CONTEXT_LINES);
  return said.map((text) => ({ type: 'context', elements: [plainText(text ?? '')] }));
}

/** A person's own words, set apart as a quotation, so that they can't pass for Nightlatch's. No block when there are none. */
export function quotation(text: string): Block[] {
  const quote = quoteOf(text, MOST_LINE);
  return quote.length > 0 ? [richText(...quote)] : [];
}

/** The same as part of a rich text. */
export function quoteOf(text: string, most: number): types.RichTextQuote[] {
  if (text.trim() === '') return [];
  return [{ type: 'rich_text_quote', elements: [{ type: 'text', text: visibleLine(text, most) }] }];
}

/** A bullet for each text, as part of a rich text. */
export function bullets(texts: readonly string[]): types.RichTextList {
  const elements = texts.map((text) => ({ type: 'rich_text_section' as const, elements: withAccounts(text) }));
  return { type: 'rich_text_list', style: 'bullet', elements };
}

const ACCOUNT = /(?<=^|· |, )slack:([UW][A-Z0-9]{2,30})(?= ·|,|$)/;

// Whom the policy doesn't name goes by their account; only Slack knows what they are called.
function withAccounts(text: string): (types.RichTextText | types.RichTextUserMention)[] {
  return text
    .split(ACCOUNT)
    .map((part, index) => (index % 2 === 1 ? { type: 'user' as const, user_id: part } : { type: 'text' as const, text: part }))
    .filter((element) => element.type === 'user' || element.text !== '');
}

export function richText(...elements: types.RichTextBlockElement[]): types.RichTextBlock {
  return { type: 'rich_text', elements };
}

/** A row of buttons; `id` must be the only one of its kind on the surface. No block when there is no button. */
export function buttons(id: string, ...row: (Button | undefined)[]): Block[] {
  const elements = row.filter((button) => button !== undefined);
  return elements.length > 0 ? [{ type: 'actions', block_id: id, elements }] : [];
}

export function button(label: string, action: string, value: string, style?: 'primary' | 'danger'): Button {
  const plain: Button = { type: 'button', text: plainText(label, 75), action_id: action, value };
  return style ? { ...plain, style } : plain;
}

/** What Slack asks once more before it tells of a click. `yes` and `no` are what that dialog offers. */
export interface Question {
  title: string;
  text: string;
  yes: string;
  no: string;
}

/** A button that Slack asks about once more. */
export function askedButton(plain: Button, ask: Question): Button {
  const confirm: types.ConfirmationDialog = {
    title: plainText(ask.title, 100),
    text: plainText(ask.text, 300),
    confirm: plainText(ask.yes, 30),
    deny: plainText(ask.no, 30),
  };
  return { ...plain, confirm };
}

/** The same in red. */
export function dangerousButton(plain: Button, ask: Question): Button {
  const { confirm, ...button } = askedButton(plain, ask);
  return { ...button, style: 'danger', confirm: { ...(confirm as types.ConfirmationDialog), style: 'danger' } };
}
