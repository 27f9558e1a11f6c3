import { expect, test } from 'vitest';
import { offerForm, openIncidentsOf } from '../../src/use-cases/offer-form.ts';
import { aMember } from '../builders/a-member.ts';
import { anIncident } from '../builders/an-incident.ts';
import { aQuietNight, START } from './a-quiet-night.ts';

test('a full member is offered what the policy has, on their clock', async () => {
  const night = await aQuietNight();
  const offer = await offerForm(night, 'U01ALICE');
  expect(offer).toMatchObject({ outcome: 'form', reader: { timezone: 'Europe/Berlin', now: START } });
  expect(offer.outcome === 'form' && [...offer.resources.keys()]).toEqual(['db-prod']);
});

test.each(['guest', 'deactivated', 'bot', 'outsider'] as const)('nothing of it is offered to a %s', async (standing) => {
  const night = await aQuietNight();
  night.directory.put(aMember({ standing }));
  expect(await offerForm(night, 'U01ALICE')).toMatchObject({ outcome: 'refused', because: { code: 'outsider' } });
});

test('nothing is recorded by looking, and without a policy it says so', async () => {
  const night = await aQuietNight();
  await offerForm(night, 'U01ALICE');
  night.hold(undefined);
  expect(await offerForm(night, 'U01ALICE')).toMatchObject({ outcome: 'refused', because: { code: 'no-policy' } });
  expect(night.recorded()).toEqual([]);
});

test("the open incidents are those of the resource's services, and a source that is away is said to be", async () => {
  const night = await aQuietNight();
  night.incidents.put(anIncident());
  night.incidents.put(anIncident({ id: 'QOTHER', number: 7, service: { id: 'POTHER', name: 'Other' } }));
  expect(await openIncidentsOf(night, 'db-prod')).toMatchObject({ known: true, value: [{ number: 42 }] });
  expect(await openIncidentsOf(night, 'no-such')).toEqual({ known: true, value: [] });
  night.incidents.fail('timeout');
  expect(await openIncidentsOf(night, 'db-prod')).toEqual({ known: false, source: 'PagerDuty', fault: 'timeout' });
});
