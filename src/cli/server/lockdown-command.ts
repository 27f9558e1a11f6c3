import { setTimeout as pause } from 'node:timers/promises';
import type { Command } from 'commander';
import { cleanReason } from '../../domain/command-text/clean-reason.ts';
import type { Lockdown } from '../../domain/lockdown.ts';
import { oneLine } from '../../domain/one-line.ts';
import type { Store } from '../../ports/store.ts';
import { type Ended, endGrantsOfLockdown } from '../../use-cases/end-grants-of-lockdown.ts';
import { lockDownOnHost, tellOfLockdown } from '../../use-cases/lock-down.ts';
import { type HostStore, persistently, policyInForce, withStore } from './host-store.ts';
import { answering, CommandRefused, processTerminal, type Terminal } from './terminal.ts';

const PAUSE_MS = 250;
const MOST_ROUNDS = 40;

/** `nightlatch lockdown --because …`: ends every grant and opens nothing more, with nothing but the database. */
export function lockdownCommand(program: Command, load: () => Promise<HostStore>, terminal: Terminal = processTerminal()): void {
  program
    .command('lockdown')
    .description('In an emergency: end every grant and open nothing more, until an owner lifts it in Slack')
    .option('--because <reason>', 'why; everybody reads it')
    .action((options: { because?: string }) => answering(terminal, () => lockDown(options.because ?? '', load, terminal)));
}

async function lockDown(because: string, load: () => Promise<HostStore>, terminal: Terminal): Promise<void> {
  const reason = cleanReason(because);
  if (reason === '')
    throw new CommandRefused('Nothing was done. Say why: nightlatch lockdown --because "a laptop was stolen"', 2);
  await withStore(load, async (store) => {
    const begun = await persistently(() => lockDownOnHost({ store }, { operator: terminal.operator, reason }));
    const { since, by } = begun.lockdown;
    const isFirst = begun.outcome === 'locked-down';
    terminal.say(isFirst ? `Locked down since ${since}.` : `Locked down already, since ${since} by ${oneLine(by.name)}.`);
    try {
      const { grants, requests } = await endAll(store);
      terminal.say(`Ended: ${grants} open, ${requests} waiting.`);
    } finally {
      // Reading the policy takes its time: nothing waits for it.
      if (isFirst || isByThis(begun.lockdown, terminal.operator, reason)) terminal.say(await tell(store, begun.lockdown));
    }
    terminal.say(`${by.account ? 'Another owner' : 'Any owner'} lifts it in Slack: /nightlatch lift`);
  });
}

// Its commit's answer was lost, so that it was begun twice. Told twice does no harm.
function isByThis({ by, reason }: Lockdown, operator: string, because: string): boolean {
  return by.account === undefined && by.name === operator && reason === because;
}

async function tell(store: Store, lockdown: Lockdown): Promise<string> {
  const policy = await persistently(() => policyInForce(store));
  if (!policy) return 'No policy in force can be read, so no channel is told.';
  await persistently(() => tellOfLockdown({ store }, lockdown, policy));
  return 'The audit channel and the approvers hear of it once a bot runs.';
}

// What another transaction holds for a moment is tried again: when this returns, nothing is open.
async function endAll(store: Store): Promise<Ended> {
  const total: Ended = { grants: 0, requests: 0 };
  for (let round = 1; round <= MOST_ROUNDS; round += 1) {
    const { grants, requests } = await persistently(() => endGrantsOfLockdown({ store }));
    total.grants += grants;
    total.requests += requests;
    const left = await persistently(() =>
      store.transaction(async (tx) => ((await tx.lockdowns.current()) ? tx.lockdowns.atStake() : 'lifted')),
    );
    if (left === 'lifted')
      throw new CommandRefused('Somebody lifted it meanwhile: nothing is locked down. Run this once more if it must be.');
    if (left.grants + left.requests === 0) return total;
    await pause(PAUSE_MS);
  }
  throw new CommandRefused(
    'It is locked down, but not everything has ended yet. Run this once more; a bot that runs ends it too.',
  );
}
