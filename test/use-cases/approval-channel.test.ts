import { expect, test } from 'vitest';
import { remindApprovers } from '../../src/use-cases/remind-approvers.ts';
import { anIncident } from '../builders/an-incident.ts';
import { aNightOfAsking, anAskingRule, asked, ONE_LEAD, placesOf } from './a-night-of-asking.ts';
import type { Night } from './a-quiet-night.ts';

/** `C0INC`, where it is asked, is bound to INC-42. */
async function bound(night: Night, status: 'triggered' | 'resolved' = 'triggered'): Promise<Night> {
  await night.tx(async ({ incidents }) => {
    await incidents.keep({ ...anIncident({ status }), readAt: night.clock.at });
    await incidents.addChannel('C0INC', 'inc-42');
    await incidents.bind('C0INC', 'QINC042', 'name');
  });
  return night;
}

test('approvers are asked in the incident’s channel, and reminded there', async () => {
  const night = await bound(await aNightOfAsking());
  const request = await asked(night);
  expect(await placesOf(night, request)).toContain('C0INC');
  await night.clock.advance({ minutes: 8 });
  await remindApprovers(night);
  const places = await placesOf(night, request);
  expect(places).toContain('reminder C0INC');
  expect(places.join()).not.toContain('C0APPR');
});

test('where the rule names a channel, there', async () => {
  const rule = anAskingRule({ approve: { ...ONE_LEAD, channel: 'C0LEADS' } });
  const night = await bound(await aNightOfAsking([rule]));
  expect(await placesOf(night, await asked(night))).toContain('C0LEADS');
});

test.each(['resolved', 'archived', 'nothing'])('where the channel is %s, in the policy’s', async (what) => {
  const night = await aNightOfAsking();
  if (what !== 'nothing') await bound(night, what === 'resolved' ? what : 'triggered');
  if (what === 'archived') await night.tx(({ incidents }) => incidents.setArchived('C0INC', true));
  expect(await placesOf(night, await asked(night))).toContain('C0APPR');
});
