import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { onTestFinished } from 'vitest';
import type { RunningJobs } from '../../src/adapters/schedule/start-jobs.ts';
import { seal } from '../../src/adapters/secrets/sealed/seal.ts';
import type { Arrival } from '../../src/adapters/slack/slack-adapter.ts';
import { pinoLogger } from '../../src/adapters/system/logger.ts';
import { createKey } from '../../src/config/key-file.ts';
import { policyText, readPolicy } from '../../src/config/read-policy.ts';
import type { MasterKey } from '../../src/domain/master-key.ts';
import { Secret } from '../../src/domain/secret.ts';
import { SourceUnavailable } from '../../src/ports/on-call-source.ts';
import { StoreUnavailable } from '../../src/ports/store.ts';
import { SandboxClock } from '../../src/sandbox/clock.ts';
import type { PersonDriver } from '../../src/sandbox/driver/person-driver.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { putPolicyInForce } from '../../src/use-cases/put-policy-in-force.ts';
import { assembleBot, type Bot } from '../../src/wiring/assemble-bot.ts';
import { openSealedValues } from '../../src/wiring/on-host.ts';
import { aDatabase, type TestDatabase } from '../database/a-database.ts';
import { query } from '../database/query.ts';

// A Sunday on which nobody's clock comes near midnight for hours: what a message says of a time doesn't depend on when the tests run.
const BEGINS = Temporal.Instant.from('2026-11-22T10:00:00Z');

export const CANARY = 'canary-7Qm2-nightlatch-do-not-use';

/** A night on call: the whole app on a Postgres of its own, in a sandbox of its own. */
export interface Night {
  sandbox: Sandbox;
  database: TestDatabase;
  /** Its policy and its key, as files. */
  files: NightFiles;
  alice: PersonDriver;
  bob: PersonDriver;
  carol: PersonDriver;
  bot: RunningBot;
  /** Everything the bot logged. */
  logged(): string;
  /** The audit log's records, oldest first. */
  audited(): Promise<{ kind: string; by: { name?: string }; about: Record<string, unknown> }[]>;
  grants(): Promise<Record<string, unknown>[]>;
  rows(query: string): Promise<Record<string, unknown>[]>;
  shiftEndsIn(duration: string): void;
  resolveIncident(number: number): void;
  /** Another process's bot on the same database. */
  secondBot(): Promise<RunningBot>;
}

export interface NightFiles {
  policy: string;
  key: string;
}

export interface NightOptions {
  without?: 'key' | 'pagerduty';
  /** A file of rotations beside the policy, `rotations.yml`, which lists it. */
  rotations?: string;
  /** How Slack reaches the bots: by request unless told. */
  mode?: 'socket';
  /** A database elsewhere than on the run's server, dropped at the end too. */
  database?: TestDatabase;
  /** The bot's way to it, where that isn't the direct one. */
  databaseUrl?: string;
  /** PagerDuty tells of incidents, too. */
  webhooks?: true;
  /** Changes the demo's policy, which lets any cover do unless it `settles`. */
  policy?: (text: string) => string;
  settles?: true;
  /** How long ago it begins; at `BEGINS` unless given. */
  ago?: Temporal.Duration;
}

export interface RunningBot {
  url: string;
  /** Runs each job once. */
  tick(): Promise<void>;
  /** Until the next `tick`, time alone passes. */
  pauseJobs(): Promise<void>;
  /** What it counted, as it tells it. */
  metrics(): Promise<string>;
  stop(): Promise<void>;
}

// Nothing is compared with them, and reading them would take the calls to PagerDuty that a test holds or fails.
const NO_PLANS = "INSERT INTO job_runs (name, ran_at) VALUES ('read-plans', 'infinity') ON CONFLICT DO NOTHING";

/** Starts it all; everything ends with the test. */
export async function aNight(options: NightOptions = {}): Promise<Night> {
  const database = options.database ?? (await aDatabase());
  const sandbox = await startSandbox({
    delivers: options.mode === 'socket' ? 'over sockets' : 'by request',
    webhooks: options.webhooks ?? false,
    clock: new SandboxClock(options.ago ?? BEGINS.until(Temporal.Now.instant(), { smallestUnit: 'milliseconds' })),
  });
  await sandbox.keepDatabaseClock(database.ownerUrl);
  if (!options.settles) await query(database.ownerUrl, NO_PLANS);
  const folder = await mkdtemp(join(tmpdir(), 'nightlatch-night-'));
  const files = await nightFiles(folder, options);
  const key = await createKey(files.key, join(folder, 'no-data-here'));
  await sealValues(database, key);
  const lines: string[] = [];
  const databaseUrl = options.databaseUrl ?? database.appUrl;
  const start = () => startBot(sandbox, { databaseUrl, key: options.without === 'key' ? undefined : key, lines, files, options });
  const bots = [await start()];
  sandbox.pointAt((bots[0] as RunningBot).url);
  onTestFinished(async () => {
    for (const bot of bots) await bot.stop();
    await sandbox.close();
    await database.drop();
    await rm(folder, { recursive: true });
  });
  return {
    ...{ sandbox, database, files, bot: bots[0] as RunningBot },
    ...{ alice: sandbox.as('alice'), bob: sandbox.as('bob'), carol: sandbox.as('carol') },
    ...questions(database),
    logged: () => lines.join(''),
    shiftEndsIn: (duration) => void shiftEndsIn(sandbox, duration),
    resolveIncident: (number) => void sandbox.pagerDuty.setIncident(number, 'resolved'),
    async secondBot() {
      const bot = await start();
      bots.push(bot);
      return bot;
    },
  };
}

interface BotNeeds {
  databaseUrl: string;
  key: MasterKey | undefined;
  lines: string[];
  files: NightFiles;
  options: NightOptions;
}

async function startBot(sandbox: Sandbox, { databaseUrl, key, lines, files, options }: BotNeeds): Promise<RunningBot> {
  const bot = assembleBot({
    slack: {
      botToken: new Secret(sandbox.botToken),
      ...arrivalIn(sandbox),
      apiUrl: sandbox.slackApiUrl,
      hooksHost: new URL(sandbox.hooksUrl).origin,
    },
    pagerDuty: {
      token: options.without === 'pagerduty' ? undefined : new Secret(sandbox.pagerDutyToken),
      url: sandbox.pagerDutyUrl,
      webhookSecrets: [new Secret(sandbox.webhookSecret)],
    },
    databaseUrl: new Secret(databaseUrl),
    ...{ key, sandbox: true, timelineFrom: 'carol@example.com' },
    log: pinoLogger({ level: 'info', destination: { write: (line) => void lines.push(line) } }),
  });
  await untilThere(() => bot.checkDatabase());
  await untilThere(() => holdPolicy(bot, files.policy));
  await untilThere(async () => void (await bot.openDoor()));
  bot.notReady.delete('starting');
  bot.server.listen(0, '127.0.0.1');
  await once(bot.server, 'listening');
  return running(bot);
}

/** What the bot needs so that this sandbox's deliveries reach it. */
function arrivalIn(sandbox: Sandbox): Arrival {
  if (sandbox.slack.sockets.isOn) return { appToken: new Secret(sandbox.appToken) };
  return { signingSecret: new Secret(sandbox.signingSecret) };
}

// As the real start does: a machine with too much to do may let a deadline pass.
async function untilThere(attempt: () => Promise<void>, triesLeft = 5): Promise<void> {
  try {
    await attempt();
  } catch (error) {
    const isPassing = error instanceof StoreUnavailable || error instanceof SourceUnavailable;
    if (triesLeft === 0 || !isPassing) throw error;
    await untilThere(attempt, triesLeft - 1);
  }
}

function running(bot: Bot): RunningBot {
  const { port } = bot.server.address() as AddressInfo;
  let jobs: RunningJobs | undefined = bot.startJobs();
  const pauseJobs = async () => {
    await jobs?.stop();
    jobs = undefined;
  };
  let served: ReturnType<Bot['serveMetrics']> | undefined;
  return {
    url: `http://127.0.0.1:${port}`,
    async metrics() {
      served ??= bot.serveMetrics({ host: '127.0.0.1', port: 0 });
      return (await fetch(`http://127.0.0.1:${(await served).address.port}/metrics`)).text();
    },
    async tick() {
      jobs ??= bot.startJobs();
      await jobs.runAll();
    },
    pauseJobs,
    async stop() {
      bot.server.close();
      bot.server.closeAllConnections();
      await bot.stop(jobs);
      (await served)?.close();
    },
  };
}

const DEMO_POLICY = new URL('../../src/sandbox/demo/nightlatch.yml', import.meta.url);

// A copy of the policy, since a checkout may leave files that a group can write, and such a policy is refused.
async function nightFiles(folder: string, options: NightOptions): Promise<NightFiles> {
  const { policy: change = (text: string) => text, settles, rotations } = options;
  const policy = join(folder, 'nightlatch.yml');
  const demo = withoutRotations(await readFile(DEMO_POLICY, 'utf8'));
  const text = settles ? demo : demo.replace('  showFor: 60s', '  showFor: 60s\n  settled: 0m');
  if (rotations !== undefined) await writeFile(join(folder, 'rotations.yml'), rotations, { mode: 0o600 });
  const whole = rotations === undefined ? text : `${text}rotations: [rotations.yml]\n`;
  await writeFile(policy, change(whole), { mode: 0o600 });
  return { policy, key: join(folder, 'master.key') };
}

// Nobody goes on by a file where a story takes PagerDuty down, unless the story is about that.
function withoutRotations(policy: string): string {
  return policy.replace('rotations: [rotations.yml]\n', '').replace(', fallback: { rotation: week }', '');
}

async function holdPolicy(bot: Bot, file: string): Promise<void> {
  const reading = await readPolicy(file);
  if (!reading.ok) throw new Error(reading.mistakes.map((mistake) => mistake.message).join('\n'));
  const { policy, texts } = reading;
  const by = { kind: 'nightlatch' } as const;
  await putPolicyInForce(bot, { policy, text: policyText(texts), by });
  bot.policy.hold(reading.policy);
}

const SEALED = ['db-prod/url', 'db-prod/password', 'db-replica/url', 'feature-flags/token', 'ledger-db/url', 'status-page/token'];

async function sealValues(database: TestDatabase, key: MasterKey): Promise<void> {
  const { values, close } = openSealedValues(new Secret(database.appUrl), undefined);
  for (const path of SEALED) {
    const sealed = (version: number) => seal(Buffer.from(CANARY), { path, version }, key);
    await untilThere(async () => void (await values.add(path, sealed, 'operator:test@host')));
  }
  await close();
}

function questions(database: TestDatabase): Pick<Night, 'audited' | 'grants' | 'rows'> {
  const rows = async (query: string) => {
    const client = new pg.Client({ connectionString: database.ownerUrl });
    await client.connect();
    try {
      return (await client.query(query)).rows;
    } finally {
      await client.end();
    }
  };
  return {
    rows,
    audited: async () => (await rows('SELECT record FROM audit_entries ORDER BY seq')).map(({ record }) => JSON.parse(record)),
    grants: () => rows('SELECT * FROM grants ORDER BY started_at'),
  };
}

function shiftEndsIn(sandbox: Sandbox, duration: string): void {
  const now = sandbox.clock.now();
  const until = now.add(duration);
  sandbox.pagerDuty.putOnCall('PABC123', 'PBOB002', until.add({ hours: 8 }), until);
}
