import { resolve } from 'node:path';
import type { Command } from 'commander';
import { printFound } from '../../config/mistake.ts';
import { policyText, readPolicy } from '../../config/read-policy.ts';
import { readHostAndSlack } from '../../config/sources-environment.ts';
import type { Policy } from '../../domain/policy.ts';
import type { PolicyReader } from '../../ports/policy-reader.ts';
import type { FoundClosed } from '../../use-cases/look-at-slack.ts';
import { type PutOutcome, putPolicyInForce } from '../../use-cases/put-policy-in-force.ts';
import { environmentOrRefused } from './host-needs.ts';
import { type HostStore, policyInForce, withStore } from './host-store.ts';
import { sayVerdict } from './say-verdict.ts';
import { answering, CommandRefused, type Terminal } from './terminal.ts';

/** What the command needs: the database, the policy's usual place, a reader of stored policies, and Slack where the bot's token is at hand. */
export interface ApplyNeeds extends HostStore {
  policyFile: string;
  reader: PolicyReader;
  closedChannels?(policy: Policy): Promise<readonly FoundClosed[]>;
}

const LOAD = async (isSandbox: boolean): Promise<ApplyNeeds> => {
  const { openStore } = await import('../../wiring/host-store.ts');
  const { policyReader } = await import('../../wiring/policy-reader.ts');
  const { openClosedChannels } = await import('../../wiring/closed-channels.ts');
  const { database, policyFile, slack } = environmentOrRefused(readHostAndSlack(isSandbox));
  const { store, close } = openStore(database.url);
  const asking = slack && openClosedChannels(slack);
  return {
    ...{ store, policyFile, reader: policyReader() },
    ...(asking && { closedChannels: asking.closedChannels }),
    close: async () => void (await Promise.all([close(), asking?.close()])),
  };
};

/**
 * `nightlatch policy apply [file]`: puts what stands in the file in force, also where it was replaced before. Recorded as whoever ran it; every bot follows
 * within seconds. Ends with 1 where it has mistakes, and nothing is done. Channels in which the bot can't post are named, and keep nothing from being done.
 */
export function policyApplyCommand(policy: Command, terminal: Terminal, load: typeof LOAD = LOAD): void {
  policy
    .command('apply')
    .argument('[file]', 'unless given, NIGHTLATCH_POLICY or nightlatch.yml')
    .description('Put the policy in force, also one that was replaced before')
    .option('--sandbox', 'accept a local Slack')
    .action((file: string | undefined, { sandbox }: { sandbox?: boolean }) =>
      answering(terminal, () => apply(file, () => load(sandbox === true), terminal)),
    );
}

async function apply(file: string | undefined, load: () => Promise<ApplyNeeds>, terminal: Terminal): Promise<void> {
  const needs = await load();
  await withStore(
    async () => needs,
    async (store) => {
      const reading = await readPolicy(file === undefined ? needs.policyFile : resolve(file));
      if (!reading.ok) {
        for (const found of reading.findings) terminal.say(printFound(found));
        throw new CommandRefused(`${sayVerdict(reading.findings)} Nothing was changed.`);
      }
      const { policy, texts } = reading;
      const before = await policyInForce(store);
      refuseOtherWorkspace(policy, before);
      const by = { kind: 'operator', name: terminal.operator } as const;
      const swapping = { ...needs, policy: { current: () => before } };
      sayOutcome(await putPolicyInForce(swapping, { policy, text: policyText(texts), by }), policy, terminal);
    },
  );
}

// Only a bot can ask Slack which workspace its token is of: by one that no bot holds, everything would be refused.
function refuseOtherWorkspace({ slack }: Policy, before: Policy | undefined): void {
  if (!before || before.slack.team === slack.team) return;
  throw new CommandRefused(
    `Nothing was changed: this policy is for workspace ${slack.team}, the one in force for ${before.slack.team}.`,
  );
}

function sayOutcome(outcome: PutOutcome, { hash }: Policy, terminal: Terminal): void {
  if (outcome.outcome === 'in-force-already') {
    terminal.say(`In force already: ${hash.slice(0, 12)}. Nothing was changed.`);
    return;
  }
  const changes = outcome.changes ?? [];
  for (const { text, opensMore } of changes) terminal.say(`${opensMore ? '⚠ ' : '  '}${printable(text)}`);
  if (changes.some(({ opensMore }) => opensMore)) terminal.say('⚠ opens more than before');
  for (const { finding } of outcome.closed ?? []) terminal.say(printable(`⚠ ${finding.says} ${finding.mend ?? ''}`));
  terminal.say(`In force: ${hash.slice(0, 12)}. Every bot follows within seconds.`);
}

// Rules and titles may be called anything, and a terminal obeys some of it.
function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, '\ufffd');
}
