import { createHash } from 'node:crypto';
import type { Command } from 'commander';
import type { AuditFault } from '../../domain/verify-audit.ts';
import type { AuditLog } from '../../ports/audit-log.ts';
import { verifyAuditLog } from '../../use-cases/verify-audit-log.ts';
import { answering, processTerminal, type Terminal } from './terminal.ts';

export interface AuditNeeds {
  log: Pick<AuditLog, 'rows' | 'head'>;
  close(): Promise<void>;
}

const FAULTS: Record<AuditFault['kind'], string> = {
  missing: 'entries before it were removed',
  misplaced: 'its number had already passed',
  'number-differs': 'its number is not the one in its text',
  'time-differs': 'its time is not the one in its text',
  edited: 'its text or hash was changed, or entries before it were',
  cut: 'it and all that followed were removed',
  'head-differs': 'the head names another entry',
  'above-head': 'the head never came to it',
};

/** `nightlatch audit verify`: reads the whole log and checks its chain; exit code 1 when it isn't whole. */
export function auditCommands(program: Command, load: () => Promise<AuditNeeds>, terminal: Terminal = processTerminal()): void {
  program
    .command('audit')
    .description('The record of everything')
    .command('verify')
    .description('Check that no entry was changed, removed, moved or put in')
    .action(() =>
      answering(terminal, async () => {
        const { log, close } = await load();
        try {
          await verify(log, terminal);
        } finally {
          await close();
        }
      }),
    );
}

async function verify(log: AuditNeeds['log'], terminal: Terminal): Promise<void> {
  const found = await verifyAuditLog(log, (previous, record) => createHash('sha256').update(previous).update(record).digest());
  if (!found.whole) {
    terminal.say(`Not whole: entry ${found.fault.seq}: ${FAULTS[found.fault.kind]}.`);
    terminal.endWith(1);
    return;
  }
  const { seq, hash } = found.head;
  // Entries are numbered from 1 without gaps. The head is given whole, since it is what one compares with a head kept elsewhere.
  terminal.say(
    `Checked ${seq.toLocaleString('en-US')} ${seq === 1n ? 'entry' : 'entries'}: whole. Head ${seq} ${Buffer.from(hash).toString('hex')}`,
  );
}
