import { expect, it } from 'vitest';
import { withClient } from '../database/query.ts';
import { aNight, CANARY, type Night } from '../stories/a-night.ts';
import { aGatedNight } from './a-database-gate.ts';
import { shownWindows } from './shown-and-recorded.ts';

const INCIDENT = 'inc-42-checkout-latency';

async function aliceHolds(night: Night): Promise<void> {
  await night.bot.pauseJobs();
  await night.alice.types(INCIDENT, '/unlock db-prod');
  await night.alice.windowSays(/until/);
  await night.alice.directMessageSays(/db-prod until/);
}

const kinds = async (night: Night) => (await night.audited()).map(({ kind }) => kind);

it.each(['close', 'freeze'] as const)(
  'Postgres is gone (%s) between the click and the record: no value, and words',
  async (how) => {
    const { night, gate } = await aGatedNight();
    await aliceHolds(night);
    const asking = night.sandbox.slack.holdNext('users.info');
    await night.alice.clicks('Show values');
    await asking.reached;
    gate[how]();
    asking.release();
    await night.alice.windowSays("The database didn't answer, so no value was shown.");
    expect(shownWindows(night)).toEqual([]);
    gate.open();
    expect(await kinds(night)).not.toContain('revealed');
    await night.alice.closesWindow();
    await night.alice.clicksIn('direct', 'Show values');
    await night.alice.windowSays(CANARY);
    expect(await kinds(night)).toContain('revealed');
  },
);

it('a commit whose answer never comes counts as failed: the row is there, and nothing is shown', async () => {
  const { night, gate } = await aGatedNight();
  await aliceHolds(night);
  const asking = night.sandbox.slack.holdNext('users.info');
  await night.alice.clicks('Show values');
  await asking.reached;
  const committed = gate.swallowNextCommit(/"revealed\\?"/);
  asking.release();
  await committed;
  await night.alice.windowSays("The database didn't answer, so no value was shown.");
  expect(await kinds(night)).toContain('revealed');
  expect(shownWindows(night)).toEqual([]);
});

it('a grant whose commit has no answer is not spoken of as open, and asking again finds it', async () => {
  const { night, gate } = await aGatedNight();
  await night.bot.pauseJobs();
  const asking = night.sandbox.pagerDuty.holdNext('/oncalls');
  await night.alice.types(INCIDENT, '/unlock db-prod');
  await asking.reached;
  const committed = gate.swallowNextCommit(/access-granted/);
  asking.release();
  await committed;
  const unsure = await night.alice.windowSays(/The database didn't answer/);
  expect(unsure.buttons.map(({ text }) => text)).toEqual(['Try again']);
  await night.alice.clicks('Try again');
  await night.alice.windowSays(/db-prod until/);
  expect(await night.grants()).toHaveLength(1);
});

it('Show values waits with the record: nobody else’s lock on the log lets a value out', async () => {
  const night = await aNight();
  await aliceHolds(night);
  await withClient(night.database.ownerUrl, async (owner) => {
    await owner.query('BEGIN; SELECT * FROM audit_head FOR UPDATE');
    await night.alice.clicks('Show values');
    await night.alice.windowSays("The database didn't answer, so no value was shown.");
    await owner.query('ROLLBACK');
  });
  expect(shownWindows(night)).toEqual([]);
});
