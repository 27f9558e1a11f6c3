import type { Command } from 'commander';
import type { Told } from '../../domain/digest.ts';
import { sayDigest } from '../../domain/say-digest.ts';
import type { ComposeNeeds } from '../../use-cases/compose-digest.ts';
import { type DigestClocks, digestForOperator } from '../../use-cases/digest-on-demand.ts';
import { policyInForce } from './host-store.ts';
import { printableJson } from './printable-json.ts';
import { answering, CommandRefused, processTerminal, type Terminal } from './terminal.ts';

export interface DigestNeeds extends ComposeNeeds {
  close(): Promise<void>;
}

interface Options {
  since?: string;
  json?: true;
}

// Without a policy nobody has said otherwise; these are what the policy file has for what isn't written.
const UNSAID: DigestClocks = {
  timezone: 'UTC',
  digest: {
    day: 1,
    at: Temporal.PlainTime.from('09:00'),
    officeHours: { days: [1, 2, 3, 4, 5], from: Temporal.PlainTime.from('08:00'), to: Temporal.PlainTime.from('18:00') },
  },
};

/** `nightlatch digest`: what happened since then, from the log; asking is itself on record. */
export function digestCommand(program: Command, load: () => Promise<DigestNeeds>, terminal: Terminal = processTerminal()): void {
  program
    .command('digest')
    .description('What happened in the last days, and what is worth a look')
    .option('--since <when>', 'how far back: 24h, 7d, 2w, or a date such as 2026-11-01; at most 92 days', '7d')
    .option('--json', 'as one line of JSON')
    .action((options: Options) =>
      answering(terminal, async () => {
        const needs = await load();
        try {
          await tell(needs, options, terminal);
        } finally {
          await needs.close();
        }
      }),
    );
}

async function tell(needs: DigestNeeds, { since = '7d', json }: Options, terminal: Terminal): Promise<void> {
  const policy = await policyInForce(needs.store);
  const told = await digestForOperator(needs, { operator: terminal.operator, since, clocks: policy ?? UNSAID });
  if ('text' in told) throw new CommandRefused(told.text, 2);
  if (!policy) terminal.prompt('No policy in force can be read: times are UTC, office hours Monday to Friday 08:00 to 18:00.\n');
  if (json) terminal.say(asJson(told.told));
  else for (const line of sayDigest(told.told)) terminal.say(printable(line));
}

function asJson({ week, content }: Told): string {
  return printableJson({ from: week.from.toString(), to: week.to.toString(), ...content });
}

// Names in it were somebody's own: none moves the cursor or turns the line around.
function printable(line: string): string {
  return line.replace(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, '');
}
