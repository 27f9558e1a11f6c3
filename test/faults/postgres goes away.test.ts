import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startEmbeddedPostgres } from '../../src/adapters/embedded-postgres/start-embedded-postgres.ts';
import { migrate } from '../../src/adapters/postgres/migrate.ts';
import { aTestClock } from '../database/a-test-clock.ts';
import { freeze, thaw } from '../database/frozen.ts';
import { aNight, CANARY, type Night } from '../stories/a-night.ts';
import { aBotProcess } from './a-bot-process.ts';
import { aDatabaseGate, aGatedNight } from './a-database-gate.ts';
import { holdsDbProd } from './holds-db-prod.ts';
import { shownWindows } from './shown-and-recorded.ts';

const INCIDENT = 'inc-42-checkout-latency';
const NOTHING_OPENED = "The database didn't answer, so nothing was opened.";

/** A server of the test's own, to be stopped and frozen, and a night on it. */
async function aNightOnItsOwnServer() {
  const folder = await mkdtemp(join(tmpdir(), 'nightlatch-away-'));
  const server = await startEmbeddedPostgres(folder);
  let running = server;
  onTestFinished(async () => {
    await thaw(running.pid).catch(() => undefined);
    await running.stop();
    await rm(folder, { recursive: true, force: true });
  });
  await migrate(server.ownerUrl);
  const { ownerUrl, appUrl, adminUrl } = server;
  const night = await aNight({
    database: { ownerUrl, appUrl, adminUrl, clock: aTestClock(ownerUrl), drop: async () => undefined },
  });
  return {
    night,
    ways: {
      stopped: {
        away: () => running.stop(),
        back: async () => {
          running = await startEmbeddedPostgres(folder);
        },
      },
      frozen: { away: () => freeze(running.pid), back: () => thaw(running.pid) },
    },
  };
}

async function holdsDbProdWithoutWindow(night: Night): Promise<void> {
  await holdsDbProd(night);
  await night.alice.closesWindow();
}

/** Every command and every click, each answered in words. */
async function everyoneIsToldSo({ alice, bob, carol, sandbox }: Night): Promise<void> {
  const acked = await Promise.all([
    alice.clicksIn('direct', 'Show values'),
    bob.types(INCIDENT, '/unlock db-prod'),
    carol.types(INCIDENT, '/grants all'),
  ]);
  for (const { status, ms } of acked) expect({ status, late: ms > 3000 }).toEqual({ status: 200, late: false });
  await alice.ephemeralSays(
    sandbox.slack.workspace.directChannelOf(alice.id).id,
    "The database didn't answer, so no value was shown.",
  );
  await bob.windowSays(NOTHING_OPENED);
  await carol.windowSays("The database didn't answer, so I can't list grants.");
  await Promise.all([alice.clicksIn('direct', 'Give back'), carol.clicksIn('audit-access', 'Revoke'), bob.clicks('Try again')]);
  await alice.ephemeralSays(
    sandbox.slack.workspace.directChannelOf(alice.id).id,
    "The database didn't answer, so it wasn't ended by this click.",
  );
  await carol.ephemeralSays('audit-access', "The database didn't answer, so it wasn't ended by this click.");
  const toldBob = () => sandbox.slack.callsTo('views.update').filter(({ args }) => JSON.stringify(args).includes(NOTHING_OPENED));
  await expect.poll(() => toldBob().length).toBe(2);
}

async function everythingWorksAgain({ alice, bob, carol, rows, audited }: Night): Promise<void> {
  await bob.clicks('Try again');
  await bob.windowSays(/You're not on call/);
  await carol.closesWindow();
  await carol.types(INCIDENT, '/grants all');
  await carol.windowSays(/Alice/);
  await alice.clicksIn('direct', 'Show values');
  await alice.windowSays(CANARY);
  await alice.clicksIn('direct', 'Give back');
  await alice.windowSays(/Closed\. You saw/);
  expect((await audited()).filter(({ kind }) => kind === 'grant-ended')).toHaveLength(1);
  expect(await rows("SELECT 1 FROM grants WHERE state = 'active'")).toEqual([]);
}

describe('Postgres goes away in the middle of the night', () => {
  it.each(['stopped', 'frozen'] as const)('%s: every command and click is answered, and works once it is back', async (how) => {
    const { night, ways } = await aNightOnItsOwnServer();
    await holdsDbProdWithoutWindow(night);
    await ways[how].away();
    await everyoneIsToldSo(night);
    expect(shownWindows(night)).toEqual([]);
    await ways[how].back();
    await everythingWorksAgain(night);
  });

  it('while values are on the screen: this process wipes them at their time without it', async () => {
    const { night, gate } = await aGatedNight({ policy: (text) => text.replace('showFor: 60s', 'showFor: 2s') });
    await holdsDbProdWithoutWindow(night);
    await night.alice.clicksIn('direct', 'Show values');
    await night.alice.windowSays(CANARY);
    gate.freeze();
    const wiped = await night.alice.windowSays(/wiped/i);
    expect(wiped.text).not.toContain(CANARY);
  });

  it('for guests too there is one answer, and it teaches nothing', async () => {
    const { night, gate } = await aGatedNight();
    gate.close();
    const dave = night.sandbox.as('dave');
    await dave.types(INCIDENT, '/unlock db-prod');
    const { text } = await dave.windowSays(/full members|database/);
    expect(text).not.toContain('db-prod');
  });
});

describe('Postgres is away when the bot starts', () => {
  it('people get an answer at once, and everything works when it comes', async () => {
    const night = await aNight();
    await night.bot.pauseJobs();
    const gate = await aDatabaseGate(night.database.appUrl);
    gate.close();
    const bot = await aBotProcess(night, { environment: { DATABASE_URL: gate.url }, until: 'Postgres is away, trying on' });
    expect((await fetch(`${bot.url}/readyz`)).status).toBe(503);
    expect((await fetch(`${bot.url}/healthz`)).status).toBe(200);
    await night.alice.types(INCIDENT, '/unlock db-prod');
    await night.alice.windowSays(NOTHING_OPENED);
    gate.open();
    await bot.says('"event":"ready"');
    await night.alice.clicks('Try again');
    await night.alice.windowSays(/db-prod until/);
    expect((await fetch(`${bot.url}/readyz`)).status).toBe(200);
  });
});
