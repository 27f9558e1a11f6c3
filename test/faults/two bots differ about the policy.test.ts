import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { aNight } from '../stories/a-night.ts';
import { AUDIT, CHANNEL } from '../stories/a-quiet-night.ts';
import { aBotProcess, type BotProcess, metricsOf } from './a-bot-process.ts';
import { aDatabaseGate } from './a-database-gate.ts';

/** Two processes, each with a policy file of its own that says the same; Slack delivers to the second, which reaches Postgres through a gate. */
async function twoWithFilesOfTheirOwn() {
  const night = await aNight();
  await night.bot.stop();
  const file = `${night.files.policy}.other.yml`;
  await copyFile(night.files.policy, file);
  const gate = await aDatabaseGate(night.database.appUrl);
  const first = await aBotProcess(night);
  const second = await aBotProcess(night, { environment: { NIGHTLATCH_POLICY: file, DATABASE_URL: gate.url } });
  return { night, gate, first, second, files: { first: night.files.policy, second: file } };
}

async function changes(file: string, change: (text: string) => string): Promise<void> {
  await writeFile(file, change(await readFile(file, 'utf8')));
}

async function gauge(bot: BotProcess, name: string): Promise<string | undefined> {
  return (await metricsOf(bot)).split('\n').find((line) => line.startsWith(name));
}

/** Once both hold the same policy, as their metrics tell. */
async function untilAgreed(first: BotProcess, second: BotProcess): Promise<void> {
  const held = (bot: BotProcess) => gauge(bot, 'nightlatch_policy_in_force_info');
  await expect.poll(async () => (await held(first)) === (await held(second)), { timeout: 15_000 }).toBe(true);
}

it('one was cut off when the other’s file changed: it gives nothing by what it held before', async () => {
  const { night, gate, first, second, files } = await twoWithFilesOfTheirOwn();
  const { alice } = night;
  gate.close();
  await changes(files.first, (text) => text.replace('atMost: 4h', 'atMost: 45m'));
  await first.says('a new policy is in force');
  gate.open();
  await alice.types(CHANNEL, '/unlock db-prod for 2h');
  await alice.windowSays(/db-prod until .*45 min|There's no policy in force/);
  await untilAgreed(first, second);
  await alice.closesWindow();
  await alice.types(CHANNEL, '/unlock db-prod for 2h');
  // Where the first was answered by the changed policy already, there is nothing more to give.
  await alice.windowSays(/db-prod until .*45 min|45 min is the most/);
  const lasts = await night.rows('SELECT round(extract(epoch FROM ends_at - started_at) / 60)::int AS minutes FROM grants');
  expect(lasts).toEqual([{ minutes: 45 }]);
});

it('the file of one is broken: it says so once, both go on with the policy in force, and it takes the other’s changes', async () => {
  const { night, first, second, files } = await twoWithFilesOfTheirOwn();
  const { alice, sandbox } = night;
  await changes(files.second, (text) => text.replace('resources:', 'resorces:'));
  await second.says('the policy file is broken: the one in force stays');
  await sandbox.channel(AUDIT).says(/broken|mistake/);
  const broken = [await gauge(first, 'nightlatch_policy_file_broken'), await gauge(second, 'nightlatch_policy_file_broken')];
  expect(broken).toEqual(['nightlatch_policy_file_broken 0', 'nightlatch_policy_file_broken 1']);
  await alice.types(CHANNEL, '/unlock db-replica');
  await alice.windowSays(/db-replica until/);
  await alice.closesWindow();
  await changes(files.first, (text) => text.replace('atMost: 4h', 'atMost: 45m'));
  await first.says('a new policy is in force');
  await untilAgreed(first, second);
  await alice.types(CHANNEL, '/unlock db-prod for 2h');
  await alice.windowSays(/db-prod until .*45 min, the most this rule gives/);
  expect(
    sandbox
      .channel(AUDIT)
      .messages()
      .filter(({ text }) => /broken/.test(text)),
  ).toHaveLength(1);
});
