import { PassThrough } from 'node:stream';
import { Command } from 'commander';
import type { Terminal } from '../../src/cli/server/terminal.ts';

/** A terminal in memory: what comes in, what was said, how it ended, and after how many changes of mode it was paused. */
export function aTerminal({ tty = false } = {}) {
  const input = Object.assign(new PassThrough(), {
    isTTY: tty,
    raw: [] as boolean[],
    setRawMode: (on: boolean) => input.raw.push(on),
  });
  const pauses: number[] = [];
  input.on('pause', () => pauses.push(input.raw.length));
  const seen = { said: [] as string[], prompted: '', exitCode: 0 };
  const terminal: Terminal = {
    input,
    say: (line) => seen.said.push(line),
    prompt: (text) => {
      seen.prompted += text;
    },
    operator: 'carol@bastion',
    endWith: (exitCode) => {
      seen.exitCode = exitCode;
    },
  };
  return { terminal, input, seen, pauses };
}

/** A program that throws where commander would end the process, and keeps what commander says. */
export function aProgram() {
  let said = '';
  const write = (text: string) => {
    said += text;
  };
  const program = new Command('nightlatch').exitOverride().configureOutput({ writeOut: write, writeErr: write });
  return { program, said: () => said, run: (...args: string[]) => program.parseAsync(args, { from: 'user' }) };
}
