import type { Command } from 'commander';
import { rotationPreviewCommand } from './rotation-preview-command.ts';
import { processTerminal, type Terminal } from './terminal.ts';

/** `nightlatch rotation …`: what can be asked of rotations on the host. */
export function rotationCommands(
  program: Command,
  terminal: Terminal = processTerminal(),
  now = () => Temporal.Now.instant(),
): void {
  const rotation = program.command('rotation').description('Who is on call by the rotations in files');
  rotationPreviewCommand(rotation, terminal, now);
}
