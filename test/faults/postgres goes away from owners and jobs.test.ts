import { readFile, writeFile } from 'node:fs/promises';
import { setInterval } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { aNight, type Night } from '../stories/a-night.ts';
import { AUDIT, CHANNEL } from '../stories/a-quiet-night.ts';
import { doctorOf } from '../stories/a-well-night.ts';
import { untilMonday } from '../stories/until-monday.ts';
import { aBotProcess } from './a-bot-process.ts';
import { aDatabaseGate, aGatedNight } from './a-database-gate.ts';
import { countOf } from './asks-for-db-prod.ts';
import { holdsDbProd } from './holds-db-prod.ts';

const WAYS = ['close', 'freeze'] as const;
// Timers of this process one after the other, 2.5 s together: a machine that stalls holds them up as it does the answer.
const IN_TIME = { timers: 25, eachMs: 100 };

/** What each word of /nightlatch says without the database. */
const WORDS = [
  ['alice', 'explain db-prod', "The database didn't answer, so I can't explain it."],
  ['bob', 'digest', "The database didn't answer, so I can't tell."],
  ['carol', 'lockdown because a laptop was stolen', "The database didn't answer, so nothing was locked down."],
] as const;

async function inTime(answered: () => Promise<unknown>): Promise<boolean> {
  return Promise.race([answered().then(() => true), timeIsUp()]);
}

async function timeIsUp(): Promise<false> {
  let passed = 0;
  for await (const _ of setInterval(IN_TIME.eachMs)) if (++passed === IN_TIME.timers) break;
  return false;
}

const lockdowns = (night: Night) => night.rows('SELECT reason FROM lockdown WHERE lifted_at IS NULL');

it.each(WAYS)('%s: each word of /nightlatch is answered in time, and works once it is back', async (how) => {
  const { night, gate } = await aGatedNight();
  gate[how]();
  const isEachInTime = await inTime(() =>
    Promise.all(
      WORDS.map(async ([who, word, answer]) => {
        await night.sandbox.as(who).types(CHANNEL, `/nightlatch ${word}`);
        await night.sandbox.as(who).windowSays(answer);
      }),
    ),
  );
  expect(isEachInTime).toBe(true);
  await night.alice.closesWindow();
  gate.open();
  await night.alice.types(CHANNEL, '/nightlatch explain db-prod');
  await night.alice.windowSays(/nothing was asked for/);
});

it.each(WAYS)('%s: whoever locks everything down reads that it is unsure, and once it is back it works', async (how) => {
  const { night, gate } = await aGatedNight();
  const { alice, carol } = night;
  await holdsDbProd(night);
  await carol.types(CHANNEL, '/nightlatch lockdown because a laptop was stolen');
  await carol.windowSays('This ends 1 open grant');
  gate[how]();
  await carol.clicks('Lock everything down');
  await carol.windowSays("The database didn't answer, so I can't say whether everything is locked down.");
  gate.open();
  await carol.closesWindow();
  await carol.types(CHANNEL, '/nightlatch lockdown because a laptop was stolen');
  await carol.windowSays('This ends 1 open grant');
  await carol.clicks('Lock everything down');
  await carol.windowSays(/Everything is locked down since/);
  await alice.windowSays(/everything was locked down by Carol/);
  expect(await countOf(night, 'locked-down')).toBe(1);
});

it('a lockdown whose commit had no answer is in force: nothing opens, and typed again it says since when', async () => {
  const { night, gate } = await aGatedNight();
  const { alice, bob, carol } = night;
  await night.bot.pauseJobs();
  await holdsDbProd(night);
  await carol.types(CHANNEL, '/nightlatch lockdown because a laptop was stolen');
  await carol.windowSays('This ends 1 open grant');
  const committed = gate.swallowNextCommit(/UPDATE lockdown/);
  await carol.clicks('Lock everything down');
  await committed;
  await carol.windowSays("The database didn't answer, so I can't say whether everything is locked down.");
  await bob.types(CHANNEL, '/unlock feature-flags');
  await bob.windowSays(/Everything is locked down since/);
  await carol.closesWindow();
  await carol.types(CHANNEL, '/nightlatch lockdown because a laptop was stolen');
  await carol.windowSays(/Everything is locked down since \d\d:\d\d by Carol: a laptop was stolen/);
  await night.bot.tick();
  await alice.windowSays(/everything was locked down by Carol/);
  expect(await lockdowns(night)).toEqual([{ reason: 'a laptop was stolen' }]);
});

it('on the Monday that a digest is due: it is told once Postgres is back, once', async () => {
  const { night, gate } = await aGatedNight();
  await untilMonday(night);
  gate.close();
  await night.bot.tick();
  gate.open();
  expect(await night.rows('SELECT id FROM digests')).toEqual([]);
  await night.sandbox.clock.advance('PT1M');
  await night.bot.tick();
  await night.sandbox.channel(AUDIT).says('Audit log up to entry');
  await night.bot.tick();
  expect(await countOf(night, 'digest-made')).toBe(1);
});

it.each(WAYS)('%s: metrics are answered in time and leave out what only the database knows', async (how) => {
  const { night, gate } = await aGatedNight();
  gate[how]();
  let text = '';
  expect(
    await inTime(async () => {
      text = await night.bot.metrics();
    }),
  ).toBe(true);
  expect(text).toContain('\nnightlatch_database_up 0\n');
  expect(text).not.toMatch(/^nightlatch_(open_grants\{|pending_requests |card_lag_seconds )/m);
});

it.each(WAYS)('%s: doctor says so and looks at the rest', async (how) => {
  const night = await aNight();
  const gate = await aDatabaseGate(night.database.appUrl);
  gate[how]();
  const { unwell, said, exitCode } = await doctorOf(night, { DATABASE_URL: gate.url }, '--only', 'database,key');
  expect(unwell[0]).toContain("? The database didn't answer in time.");
  expect(said).toContain('closed to others');
  expect(exitCode).toBe(2);
});

it('the policy file changes while it is frozen: commands are answered in words, and once it is back the new one is in force', async () => {
  const night = await aNight();
  await night.bot.stop();
  const gate = await aDatabaseGate(night.database.appUrl);
  const bot = await aBotProcess(night, { environment: { DATABASE_URL: gate.url } });
  gate.freeze();
  const text = await readFile(night.files.policy, 'utf8');
  await writeFile(night.files.policy, text.replace('atMost: 4h', 'atMost: 45m'));
  await bot.says('the policy file was not looked after');
  await night.alice.types(CHANNEL, '/unlock db-prod for 2h');
  await night.alice.windowSays("The database didn't answer, so nothing was opened.");
  gate.open();
  await bot.says('a new policy is in force');
  await night.alice.clicks('Try again');
  await night.alice.windowSays(/db-prod until .*45 min, the most this rule gives/);
});
