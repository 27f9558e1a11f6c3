import { EventEmitter } from 'node:events';
import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type PolicyKeeper, policyKeeper } from '../../src/cli/server/keep-policy.ts';
import { reloadSignal } from '../../src/cli/server/reload-signal.ts';
import { readPolicy } from '../../src/config/read-policy.ts';
import { botPolicy } from '../../src/wiring/bot-policy.ts';
import type { InMemoryStore } from '../fakes/in-memory-store.ts';
import { KeepingLogger } from '../fakes/keeping-logger.ts';

const TEAM = 'T0123ABCD';

/** A whole policy whose one resource has that title. */
export function textFor(title: string, team = TEAM): string {
  return `version: 1
slack: { team: ${team}, auditChannel: C0AUDIT, approvalChannel: C0APPR }
roles: { owners: [carol] }
people: { carol: { slack: U03CAROL } }
groups: { sre: [carol] }
resources:
  db:
    title: ${title}
    rules: [{ name: members, when: { member: sre } }]
    variables: { PGPASSWORD: { sealed: db/password } }
`;
}

/** A process with a policy file of its own. */
export interface Process {
  file: string;
  write(text: string): Promise<void>;
  keeper: PolicyKeeper;
  hup(): void;
  held(): string | undefined;
  isBroken(): boolean;
  log: KeepingLogger;
  notReady: Set<string>;
}

/** One that has begun with that text in its file. */
export async function aProcess(store: InMemoryStore, text: string): Promise<Process> {
  const folder = await mkdtemp(join(tmpdir(), 'nightlatch-keep-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, 'nightlatch.yml');
  let writings = 0;
  const write = async (words: string) => {
    writings += 1;
    await writeFile(file, words, { mode: 0o600 });
    // Each at a time of its own, also where the file system counts time in ticks.
    await utimes(file, writings, writings);
  };
  await write(text);
  const [log, notReady, signals] = [new KeepingLogger(), new Set<string>(), new EventEmitter()];
  const own = botPolicy(notReady, log);
  own.isOf(TEAM);
  const bot = { ...own, store, followPolicy: () => own.followPolicy(store), closedChannels: async () => [] };
  const keeper = policyKeeper({ bot, log, policyFile: file, readPolicy, reload: reloadSignal(signals), team: TEAM });
  await keeper.begin(await readPolicy(file));
  return {
    ...{ file, write, keeper, log, notReady },
    hup: () => void signals.emit('SIGHUP'),
    held: () => own.policy.current()?.resources.get('db')?.title,
    isBroken: () => own.policyFile.isBroken,
  };
}

/** As after so many seconds. */
export async function looks({ keeper }: Process, times: number): Promise<void> {
  for (let look = 0; look < times; look += 1) await keeper.look();
}

/** Those that are still to be told. */
export const notes = async (store: InMemoryStore) =>
  (await store.transaction((tx) => tx.cards.claimDirty(50, 0))).flatMap(({ subject }) =>
    subject.kind === 'note' ? [subject.note] : [],
  );
