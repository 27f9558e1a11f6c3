import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { aNight, CANARY, type Night } from '../stories/a-night.ts';
import { aBotProcess, metricsOf } from './a-bot-process.ts';
import { aDatabaseGate } from './a-database-gate.ts';
import { shownWindows } from './shown-and-recorded.ts';
import { DISGUISES, everyRow, messagesIn, whereFound } from './where-found.ts';

const INCIDENT = 'inc-42-checkout-latency';
const FAULTS = ['html', 'bad-json', 'drop', 'drop-after-doing-it', 'ratelimited', 'not_found', 'status-500', 'internal_error'];
const ESCAPE = '\u001b';

const WORDS = 'because-of-the-thing-with-the-index';

async function looks({ alice }: Night): Promise<void> {
  await alice.clicks('Show values');
  await alice.windowSays(CANARY);
}

/** Everything that a night may bring, one after the other. */
async function aFullNight(night: Night): Promise<void> {
  const { alice, bob, carol, sandbox } = night;
  const odd = `because “lag” <!channel> ${ESCAPE}[2J\r\n{"level":"info"} \u202e\u0000`;
  for (const words of [odd, '__proto__', "'; DROP TABLE grants; --", 'PGPASSWRD', 'for banana']) {
    await bob.types(INCIDENT, `/unlock db-prod ${words}`);
    await bob.windowSays(/not on call|no variable|isn't a duration/);
    await bob.closesWindow();
  }
  for (const who of ['dave', 'frank']) {
    await sandbox.as(who).types(INCIDENT, `/unlock db-prod ${odd}`);
    await sandbox.as(who).windowSays(/full members/);
  }
  sandbox.pagerDuty.failNext(/./, 'bad-json', 99);
  await alice.types(INCIDENT, `/unlock db-prod ${odd}`);
  await alice.windowSays(/PagerDuty/);
  sandbox.pagerDuty.heal();
  await alice.clicks('Try again');
  await alice.windowSays(/Show values/);
  await looks(night);
  await alice.closesWindow();
  await carol.types(INCIDENT, '/grants all');
  await carol.windowSays(/Alice/);
}

/** Somebody asks, agrees, refuses, breaks the glass, extends, looks after it: each with words of their own. */
async function aNightOfAnswers(night: Night): Promise<void> {
  const { alice, bob, carol, sandbox } = night;
  const approvals = sandbox.channel('access-approvals');
  await alice.types(INCIDENT, `/unlock ledger-db because ${WORDS} one`);
  await alice.windowSays(/Asked/);
  await bob.clicksIn(await approvals.says(/Alice wants ledger-db/), 'Approve');
  await approvals.says(/1 of 2/);
  await carol.clicksIn('access-approvals', 'Details');
  await carol.windowSays('May approve');
  await carol.closesWindow();
  await carol.clicksIn('access-approvals', 'Approve');
  await alice.windowSays(/ledger-db until/);
  await looks(night);
  await alice.closesWindow();
  await alice.clicksIn('direct', 'Give back');
  await alice.directMessageSays('works until it is rotated');
  await alice.clicksIn('direct', 'Mark rotated');
  await alice.directMessageSays(/rotated/i);
  await bob.types(INCIDENT, `/unlock status-page break-glass because ${WORDS} two`);
  await bob.windowSays(/status-page until/);
  await bob.clicks('Show values');
  await bob.windowSays(CANARY);
  await bob.closesWindow();
  await carol.clicksIn(await sandbox.channel('audit-access').says(/Review by /), 'Mark reviewed');
  await bob.types(INCIDENT, `/unlock db-prod because ${WORDS} three`);
  await bob.windowSays("You're not on call");
  await bob.clicks('Ask Alice');
  await alice.directMessageSays(`${WORDS} three`);
  await bob.closesWindow();
  await bob.usesShortcut('Unlock something');
  await bob.windowSays('What to unlock');
  await bob.fills({ Resource: 'db-prod · Production database' });
  await expect.poll(() => bob.window()?.inputs.map(({ label }) => label)).toContain('In an emergency');
  await bob.fills({ Reason: `${WORDS} four`, 'In an emergency': ["Break glass: the normal way can't work now"] });
  await bob.submits();
  await bob.windowSays(/Asked/);
  await carol.clicksIn(await approvals.says(/Bob wants db-prod/), 'Deny');
  await carol.windowSays('Why not?');
  await carol.submits({ deny_reason: { deny_reason: { type: 'plain_text_input', value: `${WORDS} five` } } });
  await bob.directMessageSays(`${WORDS} five`);
  for (const who of [alice, bob, carol]) {
    await who.opensHome();
    await who.homeSays('What there is to unlock');
  }
  await carol.closesWindow();
  await carol.types(INCIDENT, '/grants exposed');
  await carol.windowSays(/status-page/);
}

/** Slack fails in every way while the values are on their way to it. */
async function failingShows({ alice, sandbox }: Night): Promise<void> {
  const { slack } = sandbox;
  await alice.types(INCIDENT, '/unlock feature-flags');
  await alice.windowSays(/Show values/);
  await alice.directMessageSays(/feature-flags until/);
  await alice.closesWindow();
  for (const fault of FAULTS) {
    const asking = slack.holdNext('users.info');
    await alice.clicksIn('direct', 'show_values');
    await asking.reached;
    // Other windows are drawn meanwhile: the fault is for the values.
    slack.failNext('views.update', fault, 1, /Wipes itself/);
    asking.release();
    await slack.called('views.update', ({ outcome }) => outcome === fault);
    await alice.windowSays(/no value (is|was) shown/);
    await alice.closesWindow();
  }
}

it('after a full night the secret is in no log line, no row, no message and no call but the secret view’s', async () => {
  const night = await aNight();
  await night.bot.pauseJobs();
  const gate = await aDatabaseGate(night.database.appUrl);
  const bot = await aBotProcess(night, { environment: { DATABASE_URL: gate.url } });
  await aFullNight(night);
  await aNightOfAnswers(night);
  await failingShows(night);
  gate.close();
  await night.bob.types(INCIDENT, '/unlock db-prod because canary in the coal mine');
  await bot.says(/could not answer|job failed/);
  gate.open();
  await night.alice.clicksIn('direct', 'Give back');
  const metrics = await metricsOf(bot);
  await bot.stop();
  expect(shownWindows(night).length).toBeGreaterThan(1);
  const { calls, deliver } = night.sandbox.slack;
  const key = await readFile(night.files.key, 'utf8');
  expect(
    whereFound({
      'the process’s output': bot.output(),
      metrics,
      'calls to Slack': JSON.stringify(calls.filter(({ method }) => method !== 'views.update')),
      'messages in Slack': messagesIn(night),
      'answers to Slack': JSON.stringify(deliver.sent.map(({ answer }) => [answer?.body, answer?.headers])),
      'questions to PagerDuty': JSON.stringify(
        night.sandbox.pagerDuty.requests.map(({ path, query, body }) => [path, String(query), body]),
      ),
      ...(await everyRow(night)),
    }),
  ).toEqual([]);
  for (const secret of [
    key.split(' ')[2]!.trim(),
    night.sandbox.botToken,
    night.sandbox.signingSecret,
    new URL(gate.url).password,
  ])
    expect(bot.output() + metrics).not.toContain(secret);
  expect(metrics).toContain('nightlatch_reveals_total');
  expect(metrics).not.toMatch(/alice|bob|carol|U0\d|because-of-the|canary in the coal|DROP TABLE|PGPASSWRD/i);
  expect(bot.output()).not.toMatch(/because-of-the|canary in the coal|DROP TABLE|replica lag/);
  expect(bot.output()).not.toMatch(/"event":"(unexpected|stray fault)/);
  for (const line of bot.output().trim().split('\n')) expect(line).toMatch(/^\{.*\}$/);
});

it('the search finds what would be left behind', async () => {
  const night = await aNight();
  await night.bot.pauseJobs();
  expect(whereFound(await everyRow(night))).toEqual([]);
  await night.rows(`INSERT INTO people (name) VALUES ('${CANARY}')`);
  await night.rows(`UPDATE sealed_secrets SET ciphertext = '\\x${DISGUISES[1]}', key_id = 'ffffffff' WHERE path = 'db-prod/url'`);
  expect(whereFound(await everyRow(night))).toEqual(expect.arrayContaining(['table people', 'table sealed_secrets']));
});
