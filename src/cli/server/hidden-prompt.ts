import { CommandRefused, type Terminal } from './terminal.ts';

const [CTRL_C, CTRL_D, BACKSPACE, DELETE, LINE_FEED, RETURN] = [0x03, 0x04, 0x08, 0x7f, 0x0a, 0x0d];
const NEWS = ['readable', 'end', 'close'] as const;

/** Asks for one line without showing it. The answer is the caller's to zero. Throws CommandRefused at Ctrl-C, Ctrl-D or a closed terminal. */
export async function hiddenPrompt({ input, prompt }: Terminal, question: string, longest: number): Promise<Buffer> {
  const typed = Buffer.alloc(longest + 1);
  let length = 0;
  prompt(question);
  input.setRawMode?.(true);
  try {
    for await (const key of keysOf(input)) {
      if (key === CTRL_C || key === CTRL_D) throw new CommandRefused('Nothing was stored.', 130);
      if (key === RETURN || key === LINE_FEED) return Buffer.from(typed.subarray(0, length));
      if (key === BACKSPACE || key === DELETE) length = withoutLastCharacter(typed, length);
      else if (length <= longest) typed[length++] = key;
    }
    throw new CommandRefused('Nothing was stored: the terminal closed.');
  } finally {
    typed.fill(0);
    input.setRawMode?.(false);
    prompt('\n');
  }
}

/** The bytes as they come. What is left of a chunk goes back, since a paste may hold several answers. */
export async function* keysOf(input: Terminal['input']): AsyncGenerator<number> {
  for (;;) {
    const chunk = await nextChunk(input);
    if (!chunk) return;
    let read = 0;
    try {
      for (const key of chunk) {
        read += 1;
        yield key;
      }
    } finally {
      if (read < chunk.length) input.unshift(Buffer.from(chunk.subarray(read)));
      chunk.fill(0);
    }
  }
}

async function nextChunk(input: Terminal['input']): Promise<Buffer | undefined> {
  for (;;) {
    const chunk: unknown = input.read();
    if (chunk !== null) return Buffer.from(chunk as Buffer | string);
    if (input.readableEnded || input.destroyed) return undefined;
    await new Promise<void>((wake) => {
      const awake = () => {
        for (const event of NEWS) input.off(event, awake);
        wake();
      };
      for (const event of NEWS) input.on(event, awake);
    });
  }
}

/** A character of UTF-8 is its first byte and those that continue it (10xxxxxx). */
function withoutLastCharacter(typed: Buffer, length: number): number {
  let kept = Math.max(0, length - 1);
  while (kept > 0 && ((typed[kept] ?? 0) & 0xc0) === 0x80) kept -= 1;
  return kept;
}
