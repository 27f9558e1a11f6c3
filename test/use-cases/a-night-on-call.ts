import type { Grant } from '../../src/domain/grant.ts';
import type { Member } from '../../src/domain/person.ts';
import type { Policy } from '../../src/domain/policy.ts';
import type { NewGrant } from '../../src/ports/grants.ts';
import { aPolicy, aResource, aRule, aTarget } from '../builders/a-policy.ts';
import { aUser } from '../builders/a-shift.ts';
import { anIncident } from '../builders/an-incident.ts';
import { aQuietNight, type Night, opened, START } from './a-quiet-night.ts';

/** When the shift of whoever begins the night on call ends. */
export const SHIFT_END = START.add({ hours: 4 });

const [SINCE, BOB] = [START.subtract({ hours: 8 }), aUser('PBOB002', 'Bob')];

/** `db-prod` for whoever is on call for `db-primary`. */
export function onCallPolicy(given: Partial<Policy> = {}): Policy {
  const rules = [aRule({ when: { onCall: ['db-primary'] } })];
  return aPolicy({
    targets: new Map([['db-primary', aTarget()]]),
    resources: new Map([['db-prod', aResource({ rules })]]),
    ...given,
  });
}

/** Alice is on call until seven, then Bob; INC-42 is open. */
export async function aNightOnCall(policy: Policy = onCallPolicy()): Promise<Night> {
  const night = await aQuietNight(policy);
  night.incidents.put(anIncident());
  aliceUntil(night, SHIFT_END);
  return night;
}

/** Alice hands her shift over to Bob then. */
export function aliceUntil(night: Night, end: Temporal.Instant, target = 'db-primary'): void {
  night.onCall.put(target, [
    { user: aUser(), level: 1, start: SINCE, end },
    { user: BOB, level: 1, start: end, end: SHIFT_END.add({ hours: 8 }) },
  ]);
}

/** Alice's grant of INC-42 until the end of her shift, which its hand-off ends. */
export async function onCallGrant(night: Night, given: Partial<NewGrant> & { for?: Member } = {}): Promise<Grant> {
  const { id, number, title } = anIncident();
  return opened(night, {
    terms: {
      atMost: Temporal.Duration.from({ hours: 8 }),
      showFor: Temporal.Duration.from({ seconds: 60 }),
      maxReveals: 10,
      graceAfterResolve: Temporal.Duration.from({ minutes: 15 }),
      endsWithIncident: true,
      endsWithShift: true,
    },
    incident: { id, number, title },
    evidence: {
      askedAt: night.clock.at,
      onCall: [{ provider: 'PagerDuty', target: 'db-primary', user: 'PALICE1', level: 1, shiftEnd: SHIFT_END, answer: 'yes' }],
    },
    end: { at: SHIFT_END, because: 'shift' },
    ...given,
  });
}
