import { createHash } from 'node:crypto';
import type { Command } from 'commander';
import type { AuditFault, ChainHead } from '../../domain/verify-audit.ts';
import type { AuditLog } from '../../ports/audit-log.ts';
import { verifyAuditLog } from '../../use-cases/verify-audit-log.ts';
import { answering, CommandRefused, processTerminal, type Terminal } from './terminal.ts';

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
  'kept-differs': 'it is not the one whose head you kept, so it or entries before it were written anew',
  'kept-missing': 'its head is the one you kept, and the log ends before it',
};

const KEPT = /^(\d{1,18})(?::\s*|\s+)([0-9a-f]{64})$/i;

/** `nightlatch audit verify`: reads the whole log and checks its chain; exit code 1 when it isn't whole. */
export function auditCommands(program: Command, load: () => Promise<AuditNeeds>, terminal: Terminal = processTerminal()): void {
  program
    .command('audit')
    .description('The record of everything')
    .command('verify')
    .description('Check that no entry was changed, removed, moved or put in')
    .option(
      '--head <number:hash>',
      'also that it goes through this head, kept elsewhere: that of a digest, or of an earlier check',
    )
    .action(({ head }: { head?: string }) =>
      answering(terminal, async () => {
        const kept = head === undefined ? undefined : headIn(head);
        const { log, close } = await load();
        try {
          await verify(log, kept, terminal);
        } finally {
          await close();
        }
      }),
    );
}

function headIn(text: string): ChainHead {
  const [, seq, hash] = KEPT.exec(text.trim()) ?? [];
  if (seq && hash && BigInt(seq) > 0n) return { seq: BigInt(seq), hash: Buffer.from(hash, 'hex') };
  throw new CommandRefused('--head: must be the number of an entry and its 64 digits, with a colon between: 85:86dc…', 2);
}

async function verify(log: AuditNeeds['log'], kept: ChainHead | undefined, terminal: Terminal): Promise<void> {
  const sha256 = (previous: Uint8Array, record: string) => createHash('sha256').update(previous).update(record).digest();
  const found = await verifyAuditLog(log, sha256, kept);
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
  if (kept) terminal.say(`Entry ${kept.seq} is the one whose head you kept: nothing up to it was changed since.`);
}
