import { isUtf8 } from 'node:buffer';
import { hiddenPrompt } from './hidden-prompt.ts';
import { CommandRefused, type Terminal } from './terminal.ts';

const LONGEST = 65_536;

/**
 * A secret's value, from a hidden prompt on a terminal (typed twice) or else from standard input, less one line break at its end. It is the caller's to
 * zero. Throws CommandRefused when it is empty, over 64 KiB, or no UTF-8.
 */
export async function readValue(terminal: Terminal): Promise<Buffer> {
  const value = terminal.input.isTTY ? await typedTwice(terminal) : await readPiped(terminal);
  const mistake = mistakeIn(value);
  if (!mistake) return value;
  value.fill(0);
  throw new CommandRefused(`Nothing was stored: ${mistake}.`);
}

function mistakeIn(value: Buffer): string | undefined {
  if (value.length === 0) return 'the value is empty';
  if (value.length > LONGEST) return 'the value is over the limit of 64 KiB';
  return isUtf8(value) ? undefined : 'the value is no valid UTF-8';
}

async function typedTwice(terminal: Terminal): Promise<Buffer> {
  try {
    const once = await hiddenPrompt(terminal, 'Value (not shown): ', LONGEST);
    const again = await hiddenPrompt(terminal, 'Once more: ', LONGEST);
    const same = once.equals(again);
    again.fill(0);
    if (same) return once;
    once.fill(0);
    throw new CommandRefused('Nothing was stored: the two differ.');
  } finally {
    // A terminal that is still read keeps the process open; paused between the prompts it would not be read again.
    terminal.input.pause();
  }
}

/** All of standard input, less one line break at its end; of one over 64 KiB only so much that it shows. The caller's to zero. */
export async function readPiped({ input }: Terminal): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of input) {
    chunks.push(Buffer.from(chunk));
    length += chunk.length;
    // Two more for the line break; what follows can't make it valid again.
    if (length > LONGEST + 2) break;
  }
  const whole = Buffer.concat(chunks);
  for (const chunk of chunks) chunk.fill(0);
  const value = Buffer.from(whole.subarray(0, whole.length - lineBreakAtEnd(whole)));
  whole.fill(0);
  return value;
}

function lineBreakAtEnd(bytes: Buffer): 0 | 1 | 2 {
  if (bytes.at(-1) !== 0x0a) return 0;
  return bytes.at(-2) === 0x0d ? 2 : 1;
}
