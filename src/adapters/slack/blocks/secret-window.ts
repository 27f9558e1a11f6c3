import { sayList } from '../../../domain/say-list.ts';
import { type Reader, sayDuration, saySecond, sayTime } from '../../../domain/say-time.ts';
import type { NamedSecret } from '../../../domain/secret.ts';
import type { Block, Window } from './kit.ts';
import { line, richText, smallPrint } from './parts.ts';
import { visibleLine } from './text.ts';
import { windowOf } from './window.ts';

/** What a secret view shows. `elsewhere` names variables that Slack doesn't show; `left` is how many more reveals the grant allows. */
export interface SecretView {
  resource: string;
  values: readonly NamedSecret[];
  elsewhere: readonly string[];
  left: number;
  wipesAt: Temporal.Instant;
  endsAt: Temporal.Instant;
  reader: Reader;
}

const PART = 3000;
// Slack takes 100 blocks and 250 kB; what stands around the values needs its share of both.
const MOST_BLOCKS = 90;
const MOST_BYTES = 200_000;

/**
 * The secret view: the only place that opens a Secret. No buttons, no inputs and no word when it is closed, because any of them would make Slack
 * send the values back. A value that doesn't fit whole isn't shown at all, and is named.
 */
export function secretWindow(view: SecretView): Window {
  const { blocks, tooLong } = valueBlocks(view.values);
  const window = windowOf([line(sayWipe(view)), ...blocks, ...left(view, tooLong)], view.resource);
  return { ...window, notify_on_close: false };
}

function sayWipe({ wipesAt, reader }: SecretView): string {
  return `Wipes itself after ${sayDuration(reader.now.until(wipesAt))}, at ${saySecond(wipesAt, reader.timezone)}.`;
}

function valueBlocks(values: readonly NamedSecret[]): { blocks: Block[]; tooLong: string[] } {
  const blocks: Block[] = [];
  const tooLong: string[] = [];
  let bytes = 0;
  for (const { name, value } of values) {
    const parts = valueParts(name, value.reveal());
    const size = Buffer.byteLength(JSON.stringify(parts));
    if (blocks.length + parts.length > MOST_BLOCKS || bytes + size > MOST_BYTES) {
      tooLong.push(name);
      continue;
    }
    blocks.push(...parts);
    bytes += size;
  }
  return { blocks, tooLong };
}

function valueParts(name: string, value: string): Block[] {
  if (value === '') return [line(`${name} is empty.`)];
  const parts = cut(value);
  return parts.map((part, index) => {
    const which = parts.length > 1 ? ` (part ${index + 1} of ${parts.length}, nothing between them)` : '';
    return richText(
      {
        type: 'rich_text_section',
        elements: [{ type: 'text', text: `${visibleLine(name, 200)}${which}`, style: { bold: true } }],
      },
      { type: 'rich_text_preformatted', elements: [{ type: 'text', text: part }] },
    );
  });
}

// Never between the two halves of one character: Slack would replace both.
function cut(value: string): string[] {
  const parts: string[] = [];
  for (let from = 0; from < value.length; ) {
    const splits = /[\uD800-\uDBFF]/.test(value[from + PART - 1] ?? '');
    const to = from + PART - (splits ? 1 : 0);
    parts.push(value.slice(from, to));
    from = to;
  }
  return parts;
}

function left(view: SecretView, tooLong: readonly string[]): Block[] {
  const { elsewhere, endsAt, reader, resource } = view;
  const verb = (names: readonly string[], one: string, many: string) =>
    `${sayList(names, 'and')} ${names.length === 1 ? one : many}`;
  const reads = view.left === 0 ? 'This was the last read' : `${view.left} more ${view.left === 1 ? 'read' : 'reads'}`;
  return [
    ...(tooLong.length > 0
      ? [line(`${verb(tooLong, "doesn't", "don't")} fit into a Slack window. To get one alone: /unlock ${resource} NAME`)]
      : []),
    ...smallPrint(
      elsewhere.length > 0 ? `${verb(elsewhere, "isn't", "aren't")} shown in Slack.` : undefined,
      `On record. ${reads} until ${sayTime(endsAt, reader.timezone, reader.now)}.`,
    ),
  ];
}
