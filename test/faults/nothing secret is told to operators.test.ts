import { readFile, writeFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { CANARY, type Night } from '../stories/a-night.ts';
import { AUDIT, CHANNEL } from '../stories/a-quiet-night.ts';
import { aWellNight, doctorOf } from '../stories/a-well-night.ts';
import { untilMonday } from '../stories/until-monday.ts';
import { aBotProcess, endedProcess, environmentOf, metricsOf } from './a-bot-process.ts';
import { aDatabaseGate } from './a-database-gate.ts';
import { holdsDbProd } from './holds-db-prod.ts';
import { shownWindows } from './shown-and-recorded.ts';
import { everyRow, messagesIn, whereFound } from './where-found.ts';

const WORDS = 'because-of-the-thing-with-the-index';

/** What somebody pastes into the policy, and the words of the audit channel that follow. */
const EDITS: [(text: string) => string, RegExp][] = [
  [(text) => text.replace('atMost: 4h', 'atMost: 3h'), /atMost|at most|3 h/],
  [(text) => text.replace('{ sealed: feature-flags/token }', CANARY), /broken|mistake/],
];

/** What operators do with the command line, and what each command said. */
async function onTheHost(night: Night): Promise<Record<string, string>> {
  const commands = {
    'policy check': ['policy', 'check'],
    'policy explain': ['policy', 'explain', '--sandbox', '--as', 'alice', 'db-prod'],
    digest: ['digest'],
    'digest --json': ['digest', '--json'],
    'secret list': ['secret', 'list'],
    'audit verify': ['audit', 'verify'],
  };
  const ended = Object.entries(commands).map(async ([name, words]) => [
    `nightlatch ${name}`,
    (await endedProcess(words, environmentOf(night))).said,
  ]);
  return Object.fromEntries(await Promise.all(ended));
}

async function doctors(night: Night): Promise<Record<string, string>> {
  const said = ['--raw', '--json'].map(async (option) => [
    `nightlatch doctor ${option}`,
    (await doctorOf(night, {}, option)).said,
  ]);
  return Object.fromEntries(await Promise.all(said));
}

async function everythingIsShownAndLockedDown({ alice, carol, sandbox, ...night }: Night, gate: { close(): void; open(): void }) {
  await holdsDbProd({ alice, carol, sandbox, ...night });
  await alice.clicks('Show values');
  await alice.windowSays(CANARY);
  sandbox.slack.failNext('views.update', 'status-500', 1, /Wipes itself/);
  await alice.closesWindow();
  await alice.clicksIn('direct', 'Read again');
  await alice.windowSays(/no value (is|was) shown/);
  gate.close();
  await alice.types(CHANNEL, `/unlock feature-flags because ${WORDS} one`);
  await alice.windowSays("The database didn't answer");
  await alice.closesWindow();
  gate.open();
  await alice.types(CHANNEL, '/nightlatch explain db-prod');
  await alice.windowSays(/nothing was asked for/);
  await carol.types(CHANNEL, `/nightlatch lockdown because ${WORDS} two`);
  await carol.windowSays(/This ends/);
  await carol.clicks('Lock everything down');
  await carol.windowSays(/Everything is locked down/);
  await carol.closesWindow();
  await carol.types(CHANNEL, '/nightlatch digest');
  await carol.windowSays(/grant/);
}

it('not by pretty logs, metrics, the digest, a policy’s difference, doctor nor any command', async () => {
  const night = await aWellNight({ policy: (text) => text.replace('  showFor: 60s', '  showFor: 60s\n  settled: 0m') });
  await night.bot.stop();
  const gate = await aDatabaseGate(night.database.appUrl);
  const bot = await aBotProcess(night, { environment: { DATABASE_URL: gate.url, LOG_FORMAT: 'pretty' }, until: /INFO.*ready/ });
  await everythingIsShownAndLockedDown(night, gate);
  const places = { ...(await onTheHost(night)), ...(await doctors(night)) };
  const text = await readFile(night.files.policy, 'utf8');
  for (const [edit, words] of EDITS) {
    await writeFile(night.files.policy, edit(text));
    await night.sandbox.channel(AUDIT).says(words);
  }
  const broken = await endedProcess(['policy', 'check'], environmentOf(night));
  await untilMonday(night);
  await night.sandbox.channel(AUDIT).says('Audit log up to entry');
  const metrics = await metricsOf(bot);
  await bot.stop();
  expect(shownWindows(night).length).toBeGreaterThan(0);
  expect(metrics).toContain('nightlatch_reveals_total{resource="db-prod",outcome="values"}');
  expect(
    whereFound({
      ...places,
      ...{ metrics, 'the process’s output': bot.output(), 'the check of a broken policy': broken.said },
      'messages in Slack': messagesIn(night),
      ...(await everyRow(night)),
    }),
  ).toEqual([]);
  for (const said of [bot.output(), metrics, ...Object.values(places)]) {
    for (const secret of [
      night.sandbox.botToken,
      night.sandbox.signingSecret,
      night.sandbox.pagerDutyToken,
      new URL(gate.url).password,
    ])
      expect(said).not.toContain(secret);
  }
  expect(places['nightlatch policy explain']).toContain('on call, incident open');
  expect(bot.output()).not.toContain('because-of-the');
  expect(metrics).not.toMatch(/because-of-the|alice|carol|U01ALICE/i);
});
