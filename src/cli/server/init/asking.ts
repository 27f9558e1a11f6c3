import type { Tokens } from '../../../config/init-environment.ts';
import { Secret } from '../../../domain/secret.ts';
import { hiddenPrompt, keysOf } from '../hidden-prompt.ts';
import { CommandRefused, type Terminal } from '../terminal.ts';

const LONGEST = 500;
const LINE_END = 0x0a;

/** Whoever sets the bot up: a person at a terminal, who is asked, or a script, which has said everything beforehand. */
export interface Asking {
  terminal: Terminal;
  /** What was given in the environment or on standard input. */
  given: Tokens;
  isPerson: boolean;
}

/** One line as typed, without blanks around it; `usual` for an empty one. Throws CommandRefused when the terminal closes. */
export async function askLine({ terminal }: Asking, question: string, usual = ''): Promise<string> {
  const bytes: number[] = [];
  terminal.prompt(question);
  for await (const key of keysOf(terminal.input)) {
    if (key !== LINE_END) bytes.push(key);
    else if (bytes.length <= LONGEST) return Buffer.from(bytes).toString('utf8').trim() || usual;
    else throw new CommandRefused('Nothing was written: the line is too long.');
  }
  throw new CommandRefused('Nothing was written: the terminal closed.', 130);
}

/** One line that isn't shown. Throws CommandRefused at Ctrl-C. */
export async function askHidden({ terminal }: Asking, question: string): Promise<Secret> {
  const typed = await hiddenPrompt(terminal, question, LONGEST);
  const secret = new Secret(typed.toString('utf8').trim());
  typed.fill(0);
  return secret;
}
