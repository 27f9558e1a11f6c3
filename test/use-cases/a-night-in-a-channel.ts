import type { Grant } from '../../src/domain/grant.ts';
import type { KnownIncident } from '../../src/domain/incident.ts';
import type { Policy, Rule } from '../../src/domain/policy.ts';
import { aPolicy, aResource, aRule } from '../builders/a-policy.ts';
import { aUser } from '../builders/a-shift.ts';
import { anIncident } from '../builders/an-incident.ts';
import { aQuietNight, type Night, opened, START } from './a-quiet-night.ts';

export const ROOM = 'C0INC42';
export const IN_ROOM = { kind: 'channel', channel: ROOM } as const;
export const PANEL = { kind: 'panel', channel: ROOM } as const;
export const RECORD = { kind: 'access-record', incidentId: 'QINC042' } as const;
export const TIMELINE = { kind: 'timeline' } as const;

/** On call for db-primary. */
export function anOnCallRule(given: Partial<Rule> = {}): Rule {
  return aRule({ name: 'on call', when: { onCall: ['db-primary'] }, ...given });
}

/** INC-42 is open and #inc-42 is bound to it; Alice is on call for db-primary until 05:17. No card is dirty. */
export async function aNightInAChannel(given: Partial<Policy> = {}): Promise<Night> {
  const resources = new Map([['db-prod', aResource({ rules: [anOnCallRule()] })]]);
  const night = await aQuietNight(aPolicy({ resources, ...given }));
  night.onCall.put('db-primary', [
    { user: aUser(), level: 1, start: START.subtract({ hours: 1 }), end: START.add({ hours: 2 }) },
  ]);
  await becomes(night, {});
  await night.tx(async (tx) => {
    await tx.incidents.addChannel(ROOM, 'inc-42');
    await tx.incidents.bind(ROOM, 'QINC042', 'name');
  });
  await allDrawn(night);
  return night;
}

/** PagerDuty says so of INC-42 from now on. */
export async function becomes(night: Night, given: Partial<KnownIncident>): Promise<void> {
  await night.tx((tx) => tx.incidents.keep({ ...anIncident(), readAt: night.clock.at, ...given }));
}

/** Alice holds db-prod for INC-42. */
export function openedInIncident(night: Night, given: Parameters<typeof opened>[1] = {}): Promise<Grant> {
  return opened(night, { incident: { id: 'QINC042', number: 42, title: 'Replica lag' }, ...given });
}

/** What was dirty has been drawn, each posted as `1.1` in its place. */
export async function allDrawn(night: Night): Promise<void> {
  for (const card of await night.cards()) {
    const channel = card.place.kind === 'channel' ? card.place.channel : 'D1';
    await night.tx((tx) => tx.cards.drawn(card, 'hash', { channel, ts: '1.1' }));
  }
}
