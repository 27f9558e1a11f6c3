import { readFile, writeFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { aBotProcess } from '../faults/a-bot-process.ts';
import type { Night } from './a-night.ts';
import { AUDIT, aQuietNight, CHANNEL } from './a-quiet-night.ts';

const WITHOUT_REPLICA = / {2}db-replica:[\s\S]*?(?= {2}feature-flags:)/;

/** Alice asks that bot for it. */
async function aliceAsks(night: Night, url: string, resource: string, says: RegExp): Promise<void> {
  night.sandbox.pointAt(url);
  await night.alice.types(CHANNEL, `/unlock ${resource}`);
  await night.alice.windowSays(says);
  await night.alice.closesWindow();
}

it('Alice loses what the new policy gives no more, both bots decide by it, and everybody can read what changed', async () => {
  const night = await aQuietNight();
  const keeping = await aBotProcess(night);
  const text = await readFile(night.files.policy, 'utf8');
  await aliceAsks(night, keeping.url, 'db-replica', /db-replica until/);
  await writeFile(
    night.files.policy,
    text
      .replace(WITHOUT_REPLICA, '')
      .replace('approve: { count: 1 }', 'approve: { count: 1 }\n        grant: { default: 30m, atMost: 2h }'),
  );
  const told = await night.sandbox.channel(AUDIT).says(/A new policy is in force: \w{12}, by policy file on /);
  expect(told.text).toContain('⚠ db-prod: rule ‘on call, quiet’ now lasts at most 2h (was 1h)');
  expect(told.text).toContain('resource db-replica removed');
  expect(told.text).toContain('⚠ opens more than before');
  await night.alice.directMessageSays(/db-replica ended at \d\d:\d\d: the policy changed and doesn't give it any more\./);
  expect(await night.grants()).toMatchObject([{ state: 'ended', end_cause: 'policy-changed' }]);
  await night.bot.tick();
  for (const { url } of [keeping, night.bot]) await aliceAsks(night, url, 'db-replica', /There's no resource “db-replica”/);

  await writeFile(night.files.policy, text.replace('version: 1', 'version: 1\n\tslack: {'));
  const broken = await night.sandbox.channel(AUDIT).says(/The policy file on .* is broken, so it isn't used/);
  expect(broken.text).toMatch(/nightlatch\.yml:\d+/);
  expect((await fetch(`${keeping.url}/readyz`)).status).toBe(200);
  await aliceAsks(night, keeping.url, 'feature-flags', /feature-flags until/);

  await writeFile(night.files.policy, text);
  await night.sandbox.channel(AUDIT).says(/⚠ resource db-replica added, with 1 rule and 1 variable/);
  await night.bot.tick();
  for (const { url } of [keeping, night.bot]) await aliceAsks(night, url, 'db-replica', /db-replica until/);
  const entries = (await night.audited()).filter(({ kind }) => kind === 'policy-in-force');
  expect(entries.map(({ about }) => about.hash)).toEqual([entries[0]?.about.hash, expect.any(String), entries[0]?.about.hash]);
  expect(entries[1]).toMatchObject({
    by: { kind: 'operator', name: expect.stringMatching(/^policy file on /) },
    about: { changes: expect.arrayContaining([{ text: 'resource db-replica removed', opensMore: false }]) },
  });
}, 90_000);
