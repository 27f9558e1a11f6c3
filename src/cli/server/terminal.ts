import { hostname, userInfo } from 'node:os';
import type { Readable } from 'node:stream';
import { StoreUnavailable } from '../../ports/store.ts';

/** What a command reads from and says to. */
export interface Terminal {
  input: Readable & { isTTY?: boolean; setRawMode?(on: boolean): unknown };
  /** A line of the answer, on standard output. */
  say(line: string): void;
  /** Prompts and faults, on standard error and as they are. */
  prompt(text: string): void;
  /** `user@host`, as the record names whoever ran the command. */
  operator: string;
  endWith(exitCode: number): void;
}

/** What a command can't do, in words for whoever ran it. */
export class CommandRefused extends Error {
  readonly exitCode: number;

  constructor(message: string, exitCode = 1, options?: ErrorOptions) {
    super(message, options);
    this.name = 'CommandRefused';
    this.exitCode = exitCode;
  }
}

/** The terminal that the process was started from. */
export function processTerminal(): Terminal {
  return {
    input: process.stdin,
    say: (line) => void process.stdout.write(`${line}\n`),
    prompt: (text) => void process.stderr.write(text),
    operator: `${userName()}@${hostname()}`,
    endWith(exitCode) {
      process.exitCode = exitCode;
    },
  };
}

/** Runs a command; a refusal becomes a line and an exit code, anything else is thrown on. */
export async function answering(terminal: Terminal, command: () => Promise<void>): Promise<void> {
  try {
    await command();
  } catch (error) {
    const refused = refusalOf(error);
    if (!refused) throw error;
    terminal.prompt(`${refused.message}\n`);
    terminal.endWith(refused.exitCode);
  }
}

function refusalOf(error: unknown): CommandRefused | undefined {
  if (error instanceof CommandRefused) return error;
  // A commit whose answer was lost may still have happened.
  if (error instanceof StoreUnavailable)
    return new CommandRefused('The database did not answer. Look whether it was done before trying again.');
  if (isClientMissing(error)) return new CommandRefused("The database client isn't made yet: npm run generate", 2);
  return undefined;
}

// It is made from the schema after the packages are installed, and is no part of the sources.
function isClientMissing(error: unknown): boolean {
  if (!(error instanceof Error && 'code' in error && 'url' in error)) return false;
  return error.code === 'ERR_MODULE_NOT_FOUND' && String(error.url).includes('/postgres/generated/');
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // A container's user may have no name.
    return `uid-${process.getuid?.() ?? 'unknown'}`;
  }
}
