import { expect, it } from 'vitest';
import { aNight, CANARY, type Night } from './a-night.ts';
import { APPROVALS, aliceAsks, aQuietNight } from './a-quiet-night.ts';

const INCIDENT = 'inc-42-checkout-latency';

/** The samples of one metric, without their bounds. */
async function samplesOf(night: Night, name: string): Promise<string[]> {
  return (await night.bot.metrics()).split('\n').filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
}

it('a grant at once: the decision, the time to access, the reveal and the open grant', async () => {
  const night = await aNight();
  await night.alice.types(INCIDENT, '/unlock db-prod');
  await night.alice.windowSays(/Show values/);
  await night.alice.clicks('Show values');
  await night.alice.windowSays(CANARY);
  expect(await samplesOf(night, 'nightlatch_decisions_total')).toEqual([
    'nightlatch_decisions_total{resource="db-prod",rule="on call, incident open",outcome="allow",code=""} 1',
  ]);
  expect(await samplesOf(night, 'nightlatch_time_to_access_seconds_count')).toEqual([
    'nightlatch_time_to_access_seconds_count{resource="db-prod",rule="on call, incident open"} 1',
  ]);
  expect(await samplesOf(night, 'nightlatch_reveals_total')).toEqual([
    'nightlatch_reveals_total{resource="db-prod",outcome="values"} 1',
  ]);
  expect(await samplesOf(night, 'nightlatch_open_grants')).toEqual(['nightlatch_open_grants{resource="db-prod"} 1']);
  expect(await samplesOf(night, 'nightlatch_ready')).toHaveLength(1);
  expect(await samplesOf(night, 'nightlatch_database_up')).toEqual(['nightlatch_database_up 1']);
});

it('what is open already is shown again, and not counted again', async () => {
  const night = await aNight();
  for (const _ of [1, 2]) {
    await night.alice.types(INCIDENT, '/unlock db-prod');
    await night.alice.windowSays(/Show values/);
    await night.alice.closesWindow();
  }
  expect((await samplesOf(night, 'nightlatch_decisions_total')).map((line) => line.split(' ').at(-1))).toEqual(['1']);
});

it('a request that waited: from its making to the grant, by the one clock', async () => {
  const night = await aQuietNight();
  await aliceAsks(night);
  await night.sandbox.clock.advance('PT4M');
  await night.bob.clicksIn(APPROVALS, 'Approve');
  await night.alice.windowSays(/🔓 db-prod until/);
  const [sum] = await samplesOf(night, 'nightlatch_time_to_access_seconds_sum');
  const seconds = Number(sum?.split(' ').at(-1));
  expect(seconds).toBeGreaterThanOrEqual(240);
  expect(seconds).toBeLessThan(270);
  expect(await samplesOf(night, 'nightlatch_decisions_total')).toEqual([
    'nightlatch_decisions_total{resource="db-prod",rule="on call, quiet",outcome="ask",code=""} 1',
  ]);
});

it('a refusal: its code; what was typed is no label', async () => {
  const night = await aNight();
  await night.bob.types(INCIDENT, '/unlock db-prod');
  await night.bob.windowSays("You're not on call");
  await night.alice.types(INCIDENT, `/unlock db-${CANARY.toLowerCase()}`);
  await expect
    .poll(() => samplesOf(night, 'nightlatch_decisions_total'))
    .toEqual([
      'nightlatch_decisions_total{resource="db-prod",rule="none",outcome="refuse",code="not-allowed"} 1',
      'nightlatch_decisions_total{resource="none",rule="none",outcome="refuse",code="unknown-resource"} 1',
    ]);
});

it('a source that fails: its name and the fault', async () => {
  const night = await aNight();
  night.sandbox.pagerDuty.failNext('/oncalls', 500, 20);
  await night.alice.types(INCIDENT, '/unlock db-prod');
  await night.alice.windowSays(/PagerDuty/);
  expect((await samplesOf(night, 'nightlatch_source_errors_total')).map((line) => line.split(' ')[0])).toEqual([
    'nightlatch_source_errors_total{source="PagerDuty",fault="server"}',
  ]);
});

it('jobs: each of their runs; no person, no id and no secret anywhere', async () => {
  const night = await aNight();
  await night.alice.types(INCIDENT, '/unlock db-prod because replica lag');
  await night.alice.windowSays(/Show values/);
  await night.alice.clicks('Show values');
  await night.alice.windowSays(CANARY);
  await night.bot.tick();
  const told = await night.bot.metrics();
  expect(told).toMatch(/nightlatch_job_runs_total\{job="end-due-grants",outcome="done"\} \d+/);
  expect(told).toMatch(/nightlatch_job_runs_total\{job="deliver-cards",outcome="done"\} \d+/);
  expect(told).toMatch(/nightlatch_ack_seconds_count\{status="200"\} \d+/);
  expect(told).toMatch(/nightlatch_source_seconds_count\{source="Slack",call="views.open"\} 1/);
  expect(told).not.toMatch(/alice|bob|carol|U0\w+|canary|replica lag|[0-9a-f]{8}-[0-9a-f]{4}-/i);
});
