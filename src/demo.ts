import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { backdatePlans } from './sandbox/backdate-plans.ts';
import { botEnvironment } from './sandbox/bot-environment.ts';
import { SandboxClock } from './sandbox/clock.ts';
import { writeDemoPolicy } from './sandbox/demo/demo-policy.ts';
import { demoValues } from './sandbox/demo/demo-values.ts';
import { FOUR_WEEKS, fillFourWeeks } from './sandbox/demo/four-weeks.ts';
import { whereToLook } from './sandbox/demo/where-to-look.ts';
import { type Sandbox, startSandbox } from './sandbox/start-sandbox.ts';

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));
const PAGE_PORT = Number(process.env.PORT ?? 4173);
const WITH_HISTORY = optionIn(process.argv.slice(2));
// Longer than cover must have been planned for.
const A_WHILE = Temporal.Duration.from({ minutes: 20 });
const READY_WITHIN_MS = 60_000;
const PARENT_LOOKED_AT_EVERY_MS = 1_000;
// Longer than a bot takes that finishes what is under way.
const ENDS_WITHIN_MS = 30_000;

type Environment = Readonly<Record<string, string>>;

const children: ChildProcess[] = [];
let ending = false;

/** Starts the outside world, an embedded Postgres and the bot, each a process with an environment of its own, and says where to look. */
async function demo(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'nightlatch-demo-'));
  // Not inside the other: as root, Postgres runs as an account that may not enter that.
  const data = await mkdtemp(join(tmpdir(), 'nightlatch-demo-postgres-'));
  endWithMe([folder, data]);
  say('Starting a local Slack and PagerDuty, a Postgres and the bot …');
  const sandbox = await sandboxWithPage();
  const postgres = nightlatch(['postgres', data], {});
  await said(postgres, 'ready');
  const ownerUrl = (await readFile(join(data, 'owner.url'), 'utf8')).trim();
  const appUrl = (await readFile(join(data, 'app.url'), 'utf8')).trim();
  await done(nightlatch(['migrate'], { DATABASE_OWNER_URL: ownerUrl }));
  await sandbox.keepDatabaseClock(ownerUrl);
  const environment = await demoEnvironment(sandbox, folder, appUrl);
  await done(nightlatch(['key', 'create', String(environment.NIGHTLATCH_KEY_FILE)], {}));
  for (const [path, value] of Object.entries(demoValues)) await setSecret(environment, path, value);
  await keepBotRunning(sandbox, environment);
  if (!WITH_HISTORY) await backdatePlans(ownerUrl, A_WHILE);
  if (WITH_HISTORY) await fillHistory(sandbox);
  say(
    whereToLook({
      pageUrl: sandbox.pageUrl,
      environmentFile: await environmentFile(folder, environment),
      withHistory: WITH_HISTORY,
    }),
  );
}

// On a machine with its hands full the database may not answer in time; a value that is set twice does no harm.
async function setSecret(environment: Environment, path: string, value: string, tries = 3): Promise<void> {
  try {
    await done(nightlatch(['secret', 'set', path], environment, value));
  } catch (error) {
    if (tries <= 1) throw error;
    await setSecret(environment, path, value, tries - 1);
  }
}

/** The one option there is. A typing error starts nothing. */
function optionIn(words: readonly string[]): boolean {
  const [unknown] = words.filter((word) => word !== '--four-weeks');
  if (unknown === undefined) return words.length > 0;
  process.stderr.write(`The demo has no ${unknown}. There is --four-weeks: people used it for four weeks before you came.\n`);
  process.exit(2);
}

async function sandboxWithPage(): Promise<Sandbox> {
  const clock = new SandboxClock(WITH_HISTORY ? FOUR_WEEKS : undefined);
  try {
    return await startSandbox({ pagePort: PAGE_PORT, clock, webhooks: true });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
    return startSandbox({ pagePort: 0, clock, webhooks: true });
  }
}

async function fillHistory(sandbox: Sandbox): Promise<void> {
  say('Four weeks pass first: people ask, read, give back. That takes half a minute to two.');
  await fillFourWeeks(sandbox, (done, of) => {
    if (done % 5 === 0 || done === of) say(`  ${done} of ${of}`);
  });
}

async function demoEnvironment(sandbox: Sandbox, folder: string, databaseUrl: string): Promise<Environment> {
  const policyFile = await writeDemoPolicy(folder, { now: Temporal.Now.instant(), withHistory: WITH_HISTORY });
  return botEnvironment(sandbox, { databaseUrl, policyFile, keyFile: join(folder, 'master.key') });
}

// The bot says where it listens; when it dies, another takes its place, as a supervisor would have it.
async function keepBotRunning(sandbox: Sandbox, environment: Environment): Promise<void> {
  const bot = nightlatch(['serve', '--sandbox'], environment);
  bot.once('exit', () => {
    if (ending) return;
    say('The bot ended; starting another.');
    void pause(1000).then(() => keepBotRunning(sandbox, environment));
  });
  sandbox.pointAt((await said(bot, '"event":"ready"')).match(/http:\/\/[^"\s]+/)?.[0] ?? '');
}

/** For commands beside the running demo; closed to others, since it holds the database's password. */
async function environmentFile(folder: string, environment: Environment): Promise<string> {
  const file = join(folder, 'demo.env');
  const lines = Object.entries(environment).map(([name, value]) => `${name}='${value}'`);
  await writeFile(file, `${lines.join('\n')}\n`, { mode: 0o600 });
  return file;
}

/** Runs the command line as a child whose environment is what is listed here and nothing else. */
function nightlatch(args: readonly string[], environment: Environment, input?: string): ChildProcess {
  const { PATH = '', HOME = '', TMPDIR } = process.env;
  const env = { PATH, HOME, ...(TMPDIR === undefined ? {} : { TMPDIR }), ...environment };
  const child = spawn(process.execPath, [MAIN, ...args], { env, stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin?.end(input ?? '');
  children.push(child);
  return child;
}

async function done(child: ChildProcess): Promise<void> {
  child.stdout?.resume();
  const code = await new Promise((resolve) => child.once('exit', resolve));
  if (code !== 0) throw new Error(`${child.spawnargs.slice(2).join(' ')} ended with ${code}`);
}

/** The first line that holds `words`. */
function said(child: ChildProcess, words: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no "${words}" within a minute`)), READY_WITHIN_MS);
    let text = '';
    child.once('exit', (code) => reject(new Error(`${child.spawnargs.slice(2).join(' ')} ended with ${code}`)));
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      const line = text.split('\n').find((one) => one.includes(words));
      text = text.slice(text.lastIndexOf('\n') + 1);
      if (line === undefined) return;
      clearTimeout(timer);
      resolve(line);
    });
  });
}

function endWithMe(folders: readonly string[]): void {
  const end = async (code: number): Promise<void> => {
    if (ending) return;
    ending = true;
    const running = children.filter((child) => child.exitCode === null && child.signalCode === null);
    const gone = running.map((child) => new Promise((resolve) => child.once('exit', resolve)));
    for (const child of running.toReversed()) child.kill('SIGTERM');
    await Promise.race([Promise.all(gone), pause(ENDS_WITHIN_MS)]);
    for (const folder of folders) await rm(folder, { recursive: true, force: true }).catch(() => say(`Left behind: ${folder}`));
    process.exit(code);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void end(0));
  process.on('uncaughtException', (error) => {
    process.stderr.write(`${error.message}\n`);
    void end(1);
  });
  if (process.env.npm_lifecycle_event === 'demo') endWithParent(() => void end(0));
}

/** A signal sent to npm alone kills the shell between it and this process, and never comes here. */
function endWithParent(end: () => void): void {
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && end(), PARENT_LOOKED_AT_EVERY_MS).unref();
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

await demo();
