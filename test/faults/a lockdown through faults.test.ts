import { writeFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import type { Night } from '../stories/a-night.ts';
import { AUDIT, aQuietNight, CHANNEL } from '../stories/a-quiet-night.ts';
import { aBotProcess } from './a-bot-process.ts';

// As a process leaves it that died right after its commit.
const BEGUN = `UPDATE lockdown SET since = nightlatch.now(), by_id = p.id, by_name = 'Carol', by_slack_id = 'U03CAROL', reason = 'a laptop was stolen'
  FROM people p WHERE p.name = 'carol'`;

async function aliceHoldsReplica(night: Night): Promise<void> {
  await night.alice.types(CHANNEL, '/unlock db-replica');
  await night.alice.windowSays(/db-replica until/);
}

it('a bot dies between the lockdown and the ends: nothing is shown meanwhile, and the next bot ends it all', async () => {
  const night = await aQuietNight();
  await aliceHoldsReplica(night);
  await night.bot.pauseJobs();
  await night.rows(BEGUN);
  await night.alice.clicks('Show values');
  await night.alice.windowSays(/Everything is locked down since \d\d:\d\d by Carol: a laptop was stolen/);
  expect(await night.grants()).toMatchObject([{ state: 'active' }]);
  await aBotProcess(night);
  await expect.poll(() => night.grants(), { timeout: 10_000 }).toMatchObject([{ state: 'ended', end_cause: 'lockdown' }]);
  await night.alice.directMessageSays(/db-replica ended at \d\d:\d\d: Carol locked everything down\./);
  expect((await night.audited()).filter(({ kind }) => kind === 'revealed')).toEqual([]);
});

it('locked down on one replica, the other shows and opens nothing from that moment on', async () => {
  const night = await aQuietNight();
  const other = await night.secondBot();
  await aliceHoldsReplica(night);
  await night.carol.types(CHANNEL, '/nightlatch lockdown a laptop was stolen');
  await night.carol.windowSays(/This ends 1 open grant/);
  await night.carol.clicks('Lock everything down');
  await night.carol.windowSays(/Everything is locked down since/);
  night.sandbox.pointAt(other.url);
  await night.alice.closesWindow();
  for (const words of ['db-replica', 'feature-flags', 'status-page break-glass because an outage']) {
    await night.alice.types(CHANNEL, `/unlock ${words}`);
    await night.alice.windowSays(/Everything is locked down since/);
    await night.alice.closesWindow();
  }
  expect(await night.grants()).toMatchObject([{ state: 'ended', end_cause: 'lockdown' }]);
});

it('while the policy file is broken, an owner by the policy in force locks everything down', async () => {
  const night = await aQuietNight();
  await aliceHoldsReplica(night);
  await night.bot.pauseJobs();
  await writeFile(night.files.policy, 'version: 1\n\tslack: {');
  await aBotProcess(night, { until: 'ready' });
  await night.carol.types(CHANNEL, '/nightlatch lockdown because a laptop was stolen');
  await night.carol.windowSays(/This ends 1 open grant/);
  await night.carol.clicks('Lock everything down');
  await night.carol.windowSays(/Everything is locked down since/);
  expect(await night.grants()).toMatchObject([{ state: 'ended', end_cause: 'lockdown' }]);
  await night.sandbox.channel(AUDIT).says(/Carol locked everything down\./);
});
