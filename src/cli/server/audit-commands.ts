import type { Command } from 'commander';
import { answering, processTerminal, type Terminal } from './terminal.ts';

/** What checking the whole log found: its size and head, or the first entry that doesn't fit and why. */
export type AuditVerdict =
  | { whole: true; entries: bigint; head: { seq: bigint; hash: Uint8Array } }
  | { whole: false; seq: bigint; fault: string };

export interface AuditNeeds {
  /** Throws StoreUnavailable. */
  verify(): Promise<AuditVerdict>;
  close(): Promise<void>;
}

/** `nightlatch audit verify`: reads the whole log and checks its chain; exit code 1 when it isn't whole. */
export function auditCommands(program: Command, load: () => Promise<AuditNeeds>, terminal: Terminal = processTerminal()): void {
  program
    .command('audit')
    .description('The record of everything')
    .command('verify')
    .description('Check that no entry was changed, removed, moved or put in')
    .action(() =>
      answering(terminal, async () => {
        const needs = await load();
        try {
          say(await needs.verify(), terminal);
        } finally {
          await needs.close();
        }
      }),
    );
}

function say(verdict: AuditVerdict, terminal: Terminal): void {
  if (!verdict.whole) {
    terminal.say(`Not whole: entry ${verdict.seq}: ${verdict.fault}`);
    terminal.endWith(1);
    return;
  }
  const { entries, head } = verdict;
  // The head is given whole, since it is what one compares with a head kept elsewhere.
  const hash = Buffer.from(head.hash).toString('hex');
  terminal.say(`Checked ${entries.toLocaleString('en-US')} entries: whole. Head ${head.seq} ${hash}`);
}
