import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import type { Night } from '../stories/a-night.ts';
import { AUDIT, aQuietNight, CHANNEL } from '../stories/a-quiet-night.ts';
import { aBotProcess, endedProcess, metricsOf } from './a-bot-process.ts';

const apply = (night: Night, file: string) => endedProcess(['policy', 'apply', file], { DATABASE_URL: night.database.appUrl });

const hashes = async (night: Night) =>
  (await night.audited()).flatMap(({ kind, about }) => (kind === 'policy-in-force' ? [String(about.hash).slice(0, 12)] : []));

it('a bot started anew with its file doesn’t bring it back; somebody on the host does, and the bot follows', async () => {
  const night = await aQuietNight();
  // As in the image of an older release: the same file in another place.
  const old = join(`${night.files.policy}.old`, 'nightlatch.yml');
  await mkdir(dirname(old));
  await copyFile(night.files.policy, old);
  await writeFile(night.files.policy, (await readFile(old, 'utf8')).replace('title: Read replica', 'title: Replica'));
  const applied = await apply(night, night.files.policy);
  expect(applied.said).toMatch(
    /db-replica: now is called Replica \(was Read replica\)\nIn force: \w{12}\. Every bot follows within seconds\.\n$/,
  );
  const late = await aBotProcess(night, { environment: { NIGHTLATCH_POLICY: old } });
  expect(late.output()).toMatch(/the policy file is one that was replaced: it is not used.*nightlatch policy apply/);
  await night.sandbox.channel(AUDIT).says(/The policy file on .* is one that was replaced/);
  expect(await hashes(night)).toHaveLength(2);
  const back = await apply(night, old);
  expect([back.code, back.said]).toEqual([0, expect.stringContaining('db-replica: now is called Read replica (was Replica)')]);
  expect((await apply(night, old)).said).toMatch(/^In force already: \w{12}\. Nothing was changed\.\n$/);
  const [first, , last] = await hashes(night);
  expect(last).toBe(first);
  const entry = (await night.audited()).findLast(({ kind }) => kind === 'policy-in-force');
  expect(entry?.by).toEqual({ kind: 'operator', name: expect.stringContaining('@') });
  await expect.poll(() => metricsOf(late)).toContain(`nightlatch_policy_in_force_info{hash="${last}"} 1`);
  await night.alice.types(CHANNEL, '/unlock db-replica');
  await night.alice.windowSays(/db-replica until/);
});

it('a policy with mistakes, or for another workspace, is not put in force by hand either', async () => {
  const night = await aQuietNight();
  const text = await readFile(night.files.policy, 'utf8');
  await writeFile(night.files.policy, text.replace('owners', 'ownres'));
  const broken = await apply(night, night.files.policy);
  expect([broken.code, broken.said]).toEqual([
    1,
    expect.stringMatching(/nightlatch\.yml:\d+ roles\.ownres[\s\S]*Nothing was changed\.\n$/),
  ]);
  await writeFile(night.files.policy, text.replace('T0123ABCD', 'T0OTHER99'));
  const other = await apply(night, night.files.policy);
  expect([other.code, other.said]).toEqual([
    1,
    'Nothing was changed: this policy is for workspace T0OTHER99, the one in force for T0123ABCD.\n',
  ]);
  expect(await hashes(night)).toHaveLength(1);
});

it('what a changed policy ends is ended though every bot was dead when it changed, and nothing is shown of it before', async () => {
  const night = await aQuietNight();
  await night.alice.types(CHANNEL, '/unlock db-replica');
  await night.alice.windowSays(/db-replica until/);
  await night.bot.pauseJobs();
  await writeFile(
    night.files.policy,
    (await readFile(night.files.policy, 'utf8')).replace(
      'name: on call, quiet\n        when: { onCall: own }\n        grant',
      'name: other\n        when: { onCall: own }\n        grant',
    ),
  );
  await apply(night, night.files.policy);
  await night.alice.clicks('Show values');
  await night.alice.windowSays("There's no policy in force");
  expect(await night.grants()).toMatchObject([{ state: 'active' }]);
  await night.bot.tick();
  expect(await night.grants()).toMatchObject([{ state: 'ended', end_cause: 'policy-changed' }]);
});

it('SIGHUP while it starts neither ends it nor is lost', async () => {
  const night = await aQuietNight();
  const bot = await aBotProcess(night, { until: 'listening' });
  bot.signal('SIGHUP');
  await bot.says('"event":"ready"');
  await writeFile(
    night.files.policy,
    (await readFile(night.files.policy, 'utf8')).replace('title: Read replica', 'title: Replica'),
  );
  bot.signal('SIGHUP');
  await bot.says('"event":"a new policy is in force"');
  expect(await bot.stop()).toBe(0);
});
