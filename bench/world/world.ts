import type { ChildProcess } from 'node:child_process';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { botEnvironment } from '../../src/sandbox/bot-environment.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { addressOf, childrenOf, done, type Environment } from './child.ts';
import { type BenchDatabase, postmasterOf, startDatabase } from './database.ts';
import { type Ending, kill, stop } from './ending.ts';
import { whileFrozen } from './frozen.ts';
import { addTeams, policyOf, SEALED, type Team } from './teams.ts';

const TEAMS = 16;

/** The outside world of a measured bot: Slack and PagerDuty in this process, a durable Postgres of its own, and the peers. */
export interface World {
  sandbox: Sandbox;
  teams: readonly Team[];
  /** The bot's Postgres. */
  database: BenchDatabase;
  /** What takes away at the end what a figure makes. */
  ending: Ending;
  /** The bot as a process of its own, not yet listening; `main` is another copy of src/main.ts. */
  spawnBot(main?: string): ChildProcess;
  /** Bolt that only acks. */
  spawnBareBolt(): ChildProcess;
  /** The same with a Prisma client, connected to the same database. */
  spawnBareBoltWithPrisma(): ChildProcess;
  /** `nightlatch digest` over another database. */
  spawnDigest(databaseUrl: string): ChildProcess;
  /** A bot that is ready and that Slack delivers to. */
  startBot(): Promise<Running>;
  /** Another Postgres, that no bot knows of. */
  startDatabase(): Promise<BenchDatabase>;
  whilePostgresIsFrozen<T>(during: () => Promise<T>): Promise<T>;
}

/** A process that is ready. */
export interface Running {
  url: string;
  pid: number;
  stop(): Promise<void>;
  kill(): Promise<void>;
}

/** Starts it; everything ends with `ending`. */
export async function startWorld(ending: Ending): Promise<World> {
  const children = childrenOf(ending);
  const { nightlatch, bareBolt } = children;
  const folder = ending.folder(await mkdtemp(join(tmpdir(), 'nightlatch-bench-')));
  const sandbox = await startSandbox();
  const teams = addTeams(sandbox, TEAMS);
  const database = await startDatabase(ending, children);
  await sandbox.keepDatabaseClock(database.ownerUrl);
  const environment = await benchEnvironment(sandbox, folder, database.appUrl, policyOf(teams));
  await done(nightlatch(['key', 'create', String(environment.NIGHTLATCH_KEY_FILE)], {}));
  for (const [path, value] of Object.entries(SEALED)) await done(nightlatch(['secret', 'set', path], environment, value));
  const spawnBot = (main?: string) => nightlatch(['serve', '--sandbox'], environment, undefined, main);
  const { signingSecret: SLACK_SIGNING_SECRET, botToken: SLACK_BOT_TOKEN } = sandbox;
  const slackOnly = { SLACK_SIGNING_SECRET, SLACK_BOT_TOKEN };
  return {
    ...{ sandbox, teams, database, spawnBot, ending },
    startDatabase: () => startDatabase(ending, children),
    spawnDigest: (DATABASE_URL) => nightlatch(['digest', '--json'], { DATABASE_URL }),
    spawnBareBolt: () => bareBolt(slackOnly),
    spawnBareBoltWithPrisma: () => bareBolt({ ...slackOnly, DATABASE_URL: database.appUrl }),
    async startBot() {
      const bot = await running(spawnBot());
      sandbox.pointAt(bot.url);
      return bot;
    },
    async whilePostgresIsFrozen(during) {
      return whileFrozen(ending, await postmasterOf(database), during);
    },
  };
}

/** Waits until the process answers that it is ready. */
export async function running(child: ChildProcess): Promise<Running> {
  const url = await addressOf(child);
  await untilReady(url);
  return { url, pid: child.pid as number, stop: () => stop(child), kill: () => kill(child) };
}

async function untilReady(url: string): Promise<void> {
  const deadline = performance.now() + 90_000;
  while (performance.now() < deadline) {
    const status = await fetch(`${url}/readyz`).then(
      (response) => response.status,
      () => 0,
    );
    if (status === 200) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error(`${url} was not ready within a minute and a half`);
}

async function benchEnvironment(sandbox: Sandbox, folder: string, databaseUrl: string, policy: string): Promise<Environment> {
  const policyFile = join(folder, 'nightlatch.yml');
  await writeFile(policyFile, policy, { mode: 0o600 });
  return botEnvironment(sandbox, { databaseUrl, policyFile, keyFile: join(folder, 'master.key') });
}
