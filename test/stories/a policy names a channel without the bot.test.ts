import { readFile, writeFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { aBotProcess, endedProcess, environmentOf } from '../faults/a-bot-process.ts';
import type { Night } from './a-night.ts';
import { APPROVALS, AUDIT, aQuietNight, CHANNEL } from './a-quiet-night.ts';

const CANT = /⚠ I can't post in #\S+ \(approval channel\): invite me there/;

/** The policy of the night, asking in a channel that no bot is in, and with another title. */
async function askingInGeneral(night: Night): Promise<string> {
  night.sandbox.channel('general').removeBot();
  const text = await readFile(night.files.policy, 'utf8');
  return text.replace(/approvalChannel: \w+/, 'approvalChannel: C0GENERAL').replace('title: Read replica', 'title: Replica');
}

const inForce = async (night: Night) => (await night.audited()).filter(({ kind }) => kind === 'policy-in-force').length;

it('it is taken all the same; the log and the posted difference say so, and an invitation is all that it needs', async () => {
  const night = await aQuietNight();
  const keeping = await aBotProcess(night);
  await writeFile(night.files.policy, await askingInGeneral(night));
  const told = await night.sandbox.channel(AUDIT).says(/db-replica: now is called Replica/);
  expect(told.text).toContain(
    "⚠ I can't post in #general (approval channel): invite me there, or approvers won't see what is asked.",
  );
  await keeping.says(/"level":"warn".*"warning":"The approval channel #general \(C0GENERAL\): the bot isn't in it/);
  await night.bot.tick();
  await expect.poll(() => night.logged()).toMatch(/"warning":"The approval channel #general/);
  night.sandbox.pointAt(keeping.url);
  await night.alice.types(CHANNEL, '/unlock db-prod because replica lag');
  await night.alice.windowSays(/I couldn't post in #general/);
  await night.sandbox.channel('general').inviteBot();
  await night.sandbox.clock.advance('PT1M');
  const card = await night.sandbox.channel('general').says(/Alice wants db-prod/);
  await night.carol.clicksIn(card, 'Approve');
  await night.alice.windowSays(/🔓 db-prod until/);
}, 90_000);

it('the start says so too, where it was in force already', async () => {
  const night = await aQuietNight();
  night.sandbox.channel(APPROVALS).removeBot();
  const late = await aBotProcess(night);
  await late.says(/"level":"warn".*"warning":"The approval channel C0APPR isn't there, or it is private and the bot isn't in it/);
  expect(await inForce(night)).toBe(1);
}, 60_000);

it('Slack doesn’t answer: it is taken, and nothing is claimed', async () => {
  const night = await aQuietNight();
  const keeping = await aBotProcess(night);
  const text = await askingInGeneral(night);
  const heal = night.sandbox.slack.failAlways('conversations.info', 'hang', /C0GENERAL/);
  await writeFile(night.files.policy, text);
  const told = await night.sandbox.channel(AUDIT).says(/db-replica: now is called Replica/);
  expect(told.text).not.toMatch(CANT);
  heal();
  expect([await inForce(night), keeping.output()]).toEqual([2, expect.not.stringContaining('C0GENERAL')]);
}, 90_000);

it('the audit channel moves to one without the bot: the one before is told, and it is taken', async () => {
  const night = await aQuietNight();
  const keeping = await aBotProcess(night);
  night.sandbox.channel('general').removeBot();
  const text = await readFile(night.files.policy, 'utf8');
  await writeFile(night.files.policy, text.replace(/auditChannel: \w+/, 'auditChannel: C0GENERAL'));
  const told = await night.sandbox.channel(AUDIT).says(/A new policy is in force: \w{12}, by policy file on /);
  expect(told.text).toMatch(/⚠ I can't post in #general \(audit channel\): invite me there/);
  await keeping.says(/"warning":"The audit channel #general/);
  expect(await inForce(night)).toBe(2);
}, 90_000);

it('applied by hand with the bot’s token at hand, whoever does it is told; without one it is applied too', async () => {
  const night = await aQuietNight();
  const text = await askingInGeneral(night);
  await writeFile(night.files.policy, text);
  const applied = await endedProcess(['policy', 'apply', '--sandbox'], environmentOf(night));
  expect(applied).toMatchObject({
    code: 0,
    said: expect.stringMatching(/⚠ The approval channel #general .*\/invite @\S+ there\.\nIn force/),
  });
  expect((await night.sandbox.channel(AUDIT).says(/now is called Replica/)).text).toMatch(CANT);
  await writeFile(night.files.policy, text.replace('title: Replica', 'title: The replica'));
  const blind = await endedProcess(['policy', 'apply', night.files.policy], { DATABASE_URL: night.database.appUrl });
  expect(blind).toMatchObject({ code: 0, said: expect.not.stringContaining('#general') });
  expect(await inForce(night)).toBe(3);
}, 90_000);
