import { arrayOr, isJsonObject, type JsonObject, stringOr } from './json.ts';

/** How ids are shown to a reader. */
export interface Names {
  user(id: string): string;
  channel(id: string): string;
  /** A user group's handle. */
  group(id: string): string;
}

/** All the text a person sees in these blocks, a line for each part; buttons stand in brackets. */
export function flattenBlocks(blocks: readonly unknown[], names: Names): string {
  return blocks
    .flatMap((block) => linesOf(block, names))
    .filter((line) => line !== '')
    .join('\n');
}

function linesOf(part: unknown, names: Names): string[] {
  if (!isJsonObject(part)) return [];
  const type = String(part.type);
  switch (type) {
    case 'plain_text':
    case 'raw_text':
    case 'raw_number':
      return [String(part.text)];
    case 'table':
      return arrayOr(part.rows).map((row) =>
        arrayOr(row)
          .flatMap((cell) => linesOf(cell, names))
          .join(' | '),
      );
    case 'mrkdwn':
      return [flattenMrkdwn(String(part.text), names)];
    case 'markdown':
      return [String(part.text)];
    case 'button':
      return [`[${linesOf(part.text, names).join(' ')}]`];
    case 'rich_text_section':
    case 'rich_text_preformatted':
    case 'rich_text_quote':
      return [
        arrayOr(part.elements)
          .map((element) => inlineText(element, names))
          .join(''),
      ];
    case 'actions':
      return [
        arrayOr(part.elements)
          .flatMap((element) => linesOf(element, names))
          .join(' '),
      ];
    case 'data_visualization':
      return [String(part.title)];
    case 'image':
      return [String(part.alt_text ?? '')];
    default:
      return partsOf(part).flatMap((inner) => linesOf(inner, names));
  }
}

const carriers = ['label', 'title', 'text', 'fields', 'placeholder', 'elements', 'accessory', 'element', 'options', 'hint'];

function partsOf(block: JsonObject): unknown[] {
  return carriers.flatMap((key) => (Array.isArray(block[key]) ? block[key].flat() : [block[key]]));
}

function inlineText(element: unknown, names: Names): string {
  if (!isJsonObject(element)) return '';
  switch (element.type) {
    case 'user':
      return `@${names.user(String(element.user_id))}`;
    case 'usergroup':
      return `@${names.group(String(element.usergroup_id))}`;
    case 'channel':
      return `#${names.channel(String(element.channel_id))}`;
    case 'link':
      return stringOr(element.text) ?? String(element.url);
    case 'emoji':
      return `:${element.name}:`;
    case 'broadcast':
      return `@${element.range}`;
    case 'date':
      return stringOr(element.fallback) ?? '';
    default:
      return stringOr(element.text) ?? '';
  }
}

/** What Slack shows of its markup: names for ids, a date's fallback, no asterisks, no escapes. */
export function flattenMrkdwn(text: string, names: Names): string {
  return text
    .replace(/<!date\^[^|>]*\|([^>]*)>/g, '$1')
    .replace(/<!subteam\^([A-Z0-9]+)(?:\|[^>]*)?>/g, (_, id: string) => `@${names.group(id)}`)
    .replace(/<!(here|channel|everyone)(?:\|[^>]*)?>/g, '@$1')
    .replace(/<@([A-Z0-9]+)(?:\|[^>]*)?>/g, (_, id: string) => `@${names.user(id)}`)
    .replace(/<#([A-Z0-9]+)(?:\|[^>]*)?>/g, (_, id: string) => `#${names.channel(id)}`)
    .replace(/<([^|>]+)\|([^>]*)>/g, '$2')
    .replace(/<((?:https?|mailto):[^>]+)>/g, '$1')
    .replace(/(?<![\w*_~`])([*_~`])(?=\S)([^\n]*?\S)\1(?![\w*_~`])/g, '$2')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&');
}
