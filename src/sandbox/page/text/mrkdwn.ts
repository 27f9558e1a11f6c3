/** The elements of Slack's rich text, as far as mrkdwn can say them. */
export interface InlineElement {
  type: 'text' | 'link' | 'user' | 'channel' | 'usergroup' | 'broadcast' | 'emoji';
  text?: string;
  url?: string;
  user_id?: string;
  channel_id?: string;
  usergroup_id?: string;
  range?: string;
  name?: string;
  style?: InlineStyle;
}

export interface InlineStyle {
  bold?: boolean;
  italic?: boolean;
  strike?: boolean;
  code?: boolean;
}

export interface BlockElement {
  type: 'rich_text_section' | 'rich_text_preformatted' | 'rich_text_quote';
  elements: InlineElement[];
}

/** Draws `<!date^seconds^format|fallback>`; the fallback is for a format it doesn't know. */
export type DrawDate = (seconds: number, format: string, fallback: string) => string;

const emojiName = "\\+1|-1|[a-z_][a-z0-9_+'-]*";
const before = '(?<![\\p{L}\\p{N}_*~`])';
const after = '(?![\\p{L}\\p{N}_*~`])';
const pair = (mark: string): string => `${before}${mark}([^\\s${mark}](?:[^${mark}\\n]*[^\\s${mark}])?)${mark}${after}`;
const inline = new RegExp(
  ['(?<!`)`([^`\\n]+)`(?!`)', '<([^<>\\n]+)>', pair('\\*'), pair('_'), pair('~'), `(?<![\\p{L}\\p{N}:]):(${emojiName}):`].join(
    '|',
  ),
  'gu',
);
const emojiOnly = new RegExp(`(?<![\\p{L}\\p{N}:]):(${emojiName}):`, 'gu');

/** Reads Slack's mrkdwn as Slack does: escaped characters stay text, and only `<…>` makes mentions, dates and links. */
export function readMrkdwn(text: string, drawDate: DrawDate): BlockElement[] {
  const found: BlockElement[] = [];
  // Splitting at the fences puts what is between two of them at the odd places; an unclosed fence is text.
  const parts = text.split('```');
  if (parts.length % 2 === 0) parts.push(`${parts.splice(-2, 2).join('```')}`);
  for (const [index, part] of parts.entries()) {
    const bare = part.replace(index > 0 ? /^\n/ : /^(?!)/, '').replace(index < parts.length - 1 ? /\n$/ : /(?!)$/, '');
    if (index % 2 === 1) found.push({ type: 'rich_text_preformatted', elements: [plain(unescaped(bare), {})] });
    else found.push(...readParagraphs(bare, drawDate));
  }
  return found;
}

/** Reads plain text, in which only `:emoji:` means something. */
export function readPlainText(text: string): BlockElement[] {
  const elements: InlineElement[] = [];
  let from = 0;
  for (const match of text.matchAll(emojiOnly)) {
    if (match.index > from) elements.push(plain(text.slice(from, match.index), {}));
    elements.push({ type: 'emoji', name: match[1] ?? '' });
    from = match.index + match[0].length;
  }
  if (from < text.length) elements.push(plain(text.slice(from), {}));
  return [{ type: 'rich_text_section', elements }];
}

function readParagraphs(text: string, drawDate: DrawDate): BlockElement[] {
  if (text === '') return [];
  const found: { quote: boolean; lines: string[] }[] = [];
  for (const line of text.split('\n')) {
    const quote = /^(?:&gt;|>)/.test(line);
    const last = found.at(-1);
    const bare = quote ? line.replace(/^(?:&gt;|>) ?/, '') : line;
    if (last?.quote === quote) last.lines.push(bare);
    else found.push({ quote, lines: [bare] });
  }
  return found.map(({ quote, lines }) => ({
    type: quote ? 'rich_text_quote' : 'rich_text_section',
    elements: readInline(lines.join('\n'), {}, drawDate),
  }));
}

function readInline(text: string, style: InlineStyle, drawDate: DrawDate): InlineElement[] {
  const found: InlineElement[] = [];
  let from = 0;
  for (const match of text.matchAll(inline)) {
    if (match.index > from) found.push(plain(unescaped(text.slice(from, match.index)), style));
    found.push(...readMatch(match, style, drawDate));
    from = match.index + match[0].length;
  }
  if (from < text.length) found.push(plain(unescaped(text.slice(from)), style));
  return found;
}

function readMatch(match: RegExpMatchArray, style: InlineStyle, drawDate: DrawDate): InlineElement[] {
  const [whole, code, angle, bold, italic, strike, emoji] = match;
  if (code !== undefined) return [plain(unescaped(code), { ...style, code: true })];
  if (angle !== undefined) return [readAngle(angle, style, drawDate)];
  if (bold !== undefined) return readInline(bold, { ...style, bold: true }, drawDate);
  if (italic !== undefined) return readInline(italic, { ...style, italic: true }, drawDate);
  if (strike !== undefined) return readInline(strike, { ...style, strike: true }, drawDate);
  return emoji === undefined ? [plain(whole, style)] : [{ type: 'emoji', name: emoji }];
}

function readAngle(angle: string, style: InlineStyle, drawDate: DrawDate): InlineElement {
  const bar = angle.indexOf('|');
  const target = bar < 0 ? angle : angle.slice(0, bar);
  const label = bar < 0 ? undefined : unescaped(angle.slice(bar + 1));
  if (target.startsWith('@')) return { type: 'user', user_id: target.slice(1), style };
  if (target.startsWith('#')) return { type: 'channel', channel_id: target.slice(1), style };
  if (target.startsWith('!subteam^')) return { type: 'usergroup', usergroup_id: target.slice(9), style };
  if (/^!(?:here|channel|everyone)$/.test(target)) return { type: 'broadcast', range: target.slice(1), style };
  const date = /^!date\^(-?\d+)\^([^^]+)(?:\^.*)?$/.exec(target);
  if (date) return plain(drawDate(Number(date[1]), date[2] ?? '', label ?? ''), style);
  if (/^(?:https?:\/\/|mailto:)/.test(target))
    return { type: 'link', url: unescaped(target), text: label ?? unescaped(target), style };
  return plain(unescaped(`<${angle}>`), style);
}

function plain(text: string, style: InlineStyle): InlineElement {
  return Object.keys(style).length === 0 ? { type: 'text', text } : { type: 'text', text, style };
}

function unescaped(text: string): string {
  return text.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&amp;/g, '&');
}
