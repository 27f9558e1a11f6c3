import { describe, expect, test } from 'vitest';
import type { Grant } from '../../src/domain/grant.ts';
import { followIncidents } from '../../src/use-cases/follow-incidents.ts';
import { anIncident } from '../builders/an-incident.ts';
import { aQuietNight, type Night, opened, present, START } from './a-quiet-night.ts';

const RESOLVED_AT = START.add({ minutes: 5 });
const { id, number, title } = anIncident();

/** Alice's grant of four hours that ends with INC-42, quarter of an hour after its resolve. */
async function aNightInAnIncident(endsWithIncident = true): Promise<{ night: Night; grant: Grant }> {
  const night = await aQuietNight();
  night.incidents.put(anIncident());
  const { terms } = await opened(night, { resource: 'other' });
  const end = { at: START.add({ hours: 4 }), because: 'at-most' } as const;
  const grant = await opened(night, { incident: { id, number, title }, terms: { ...terms, endsWithIncident }, end });
  await night.clock.advance({ minutes: 10 });
  return { night, grant };
}

describe('following incidents', () => {
  test('a resolve moves the end to the resolve plus the grace, with an entry and the cards', async () => {
    const { night, grant } = await aNightInAnIncident();
    const card = await night.tx((tx) => tx.cards.add({ kind: 'grant', grantId: grant.id }, { kind: 'direct', to: 'U01ALICE' }));
    for (const dirty of await night.cards()) await night.tx((tx) => tx.cards.drawn(dirty, 'hash'));
    night.incidents.put(anIncident({ status: 'resolved', resolvedAt: RESOLVED_AT }));
    await followIncidents(night);
    expect(await present(night, grant)).toMatchObject({
      ...{ state: 'active', endsBecause: 'incident' },
      endsAt: RESOLVED_AT.add({ minutes: 15 }),
    });
    expect(night.recorded().map(({ kind, by, about }) => ({ kind, by, about }))).toEqual([
      {
        kind: 'grant-shortened',
        by: { kind: 'nightlatch' },
        about: {
          ...{ grant: grant.id, resource: 'db-prod', holder: grant.holder, incident: 'INC-42' },
          resolvedAt: '2026-03-01T03:22:00Z',
          endsAt: '2026-03-01T03:37:00Z',
        },
      },
    ]);
    expect((await night.cards()).map((dirty) => dirty.id)).toEqual([card]);
  });

  test('an end never moves later: not by a second resolve, not past what was granted', async () => {
    const { night, grant } = await aNightInAnIncident();
    night.incidents.put(anIncident({ status: 'resolved', resolvedAt: RESOLVED_AT }));
    await followIncidents(night);
    night.incidents.put(anIncident({ status: 'resolved', resolvedAt: RESOLVED_AT.add({ minutes: 9 }) }));
    await night.clock.advance({ seconds: 60 });
    await followIncidents(night);
    expect((await present(night, grant)).endsAt).toEqual(RESOLVED_AT.add({ minutes: 15 }));
    expect(night.recorded()).toHaveLength(1);
  });

  test('a resolve without a time counts from the moment it is seen, and not again at the next poll', async () => {
    const { night, grant } = await aNightInAnIncident();
    const seenAt = night.clock.at;
    night.incidents.put(anIncident({ status: 'resolved' }));
    await followIncidents(night);
    await night.clock.advance({ seconds: 60 });
    await followIncidents(night);
    expect((await present(night, grant)).endsAt).toEqual(seenAt.add({ minutes: 15 }));
  });

  test.each(['triggered', 'acknowledged'] as const)('an incident that is %s changes nothing', async (status) => {
    const { night, grant } = await aNightInAnIncident();
    night.incidents.put(anIncident({ status, resolvedAt: RESOLVED_AT }));
    await followIncidents(night);
    expect((await present(night, grant)).endsAt).toEqual(grant.endsAt);
    expect(night.recorded()).toEqual([]);
  });

  test('a grant that outlives its incident is left alone', async () => {
    const { night, grant } = await aNightInAnIncident(false);
    night.incidents.put(anIncident({ status: 'resolved', resolvedAt: RESOLVED_AT }));
    await followIncidents(night);
    expect((await present(night, grant)).endsAt).toEqual(grant.endsAt);
  });

  test('a source that does not answer neither extends nor ends, and is asked again a minute later', async () => {
    const { night, grant } = await aNightInAnIncident();
    night.incidents.put(anIncident({ status: 'resolved', resolvedAt: RESOLVED_AT }));
    night.incidents.fail('timeout');
    await followIncidents(night);
    expect((await present(night, grant)).endsAt).toEqual(grant.endsAt);
    expect(night.log.lines).toEqual([
      { level: 'warn', event: 'incident not asked after', fields: { incident: id, fault: 'timeout' } },
    ]);
    night.incidents.heal();
    await night.clock.advance({ seconds: 59 });
    await followIncidents(night);
    expect((await present(night, grant)).endsAt).toEqual(grant.endsAt);
    await night.clock.advance({ seconds: 1 });
    await followIncidents(night);
    expect((await present(night, grant)).endsBecause).toBe('incident');
  });

  test('one that fails keeps no other from being followed', async () => {
    const { night, grant } = await aNightInAnIncident();
    const { terms } = grant;
    const other = await opened(night, { resource: 'x', incident: { id: 'QLOST', number: 43, title: 'Other' }, terms });
    night.incidents.put(anIncident({ status: 'resolved', resolvedAt: RESOLVED_AT }));
    const ask = night.incidents.incidentById.bind(night.incidents);
    night.incidents.incidentById = async (asked) => {
      if (asked === 'QLOST') night.incidents.fail('server');
      return ask(asked).finally(() => night.incidents.heal());
    };
    await followIncidents(night);
    expect((await present(night, grant)).endsBecause).toBe('incident');
    expect((await present(night, other)).endsBecause).toBe('asked');
  });

  test('a fault that nobody foresaw is not swallowed', async () => {
    const { night } = await aNightInAnIncident();
    night.incidents.incidentById = () => Promise.reject(new TypeError('odd'));
    await expect(followIncidents(night)).rejects.toThrow('odd');
  });
});
