import { describe, expect, test } from 'vitest';
import type { Grant } from '../../src/domain/grant.ts';
import { StoreUnavailable } from '../../src/ports/store.ts';
import { applyIncident } from '../../src/use-cases/apply-incident.ts';
import { followIncidents } from '../../src/use-cases/follow-incidents.ts';
import { anIncident } from '../builders/an-incident.ts';
import { aQuietNight, type Night, opened, present, START } from './a-quiet-night.ts';

const RESOLVED_AT = START.add({ minutes: 5 });
const { id, number, title } = anIncident();

/** Alice's grant of four hours that ends with INC-42, quarter of an hour after its resolve. */
async function aNightInAnIncident(): Promise<{ night: Night; grant: Grant }> {
  const night = await aQuietNight();
  night.incidents.put(anIncident());
  const { terms } = await opened(night, { resource: 'other' });
  const end = { at: START.add({ hours: 4 }), because: 'at-most' } as const;
  const grant = await opened(night, { incident: { id, number, title }, terms: { ...terms, endsWithIncident: true }, end });
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
    expect((await night.cards()).map((dirty) => dirty.id)).toContain(card);
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

  test('the incident of a channel is followed without any grant, until a day after its resolve or until it is archived', async () => {
    const night = await aQuietNight();
    night.incidents.put(anIncident());
    const asked: string[] = [];
    const ask = night.incidents.incidentById.bind(night.incidents);
    night.incidents.incidentById = async (one) => {
      asked.push(one);
      return ask(one);
    };
    const askedAfter = async (time: Temporal.DurationLike) => {
      await night.clock.advance(time);
      await followIncidents(night);
      return asked.splice(0);
    };
    expect(await askedAfter({ minutes: 1 })).toEqual([]);
    await night.tx(async ({ incidents }) => {
      await incidents.keep({ ...anIncident(), readAt: night.clock.at });
      await incidents.addChannel('C0INC', 'inc-42');
      await incidents.bind('C0INC', id, 'name');
    });
    expect(await askedAfter({ minutes: 1 })).toEqual([id]);
    night.incidents.put(anIncident({ status: 'resolved', resolvedAt: night.clock.at }));
    expect(await askedAfter({ minutes: 1 })).toEqual([id]);
    expect(await askedAfter({ hours: 23 })).toEqual([id]);
    expect(await askedAfter({ hours: 1 })).toEqual([]);
    night.incidents.put(anIncident());
    await applyIncident(night, id);
    asked.splice(0);
    expect(await askedAfter({ minutes: 1 })).toEqual([id]);
    await night.tx(({ incidents }) => incidents.setArchived('C0INC', true));
    expect(await askedAfter({ minutes: 1 })).toEqual([]);
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

  test('a fault that nobody foresaw is told, and keeps no other from being followed, however often it comes', async () => {
    const { night, grant } = await aNightInAnIncident();
    const odd = Array.from({ length: 8 }, (_, index) => ({ id: `QA${index}`, number: 100 + index, title: 'Odd' }));
    for (const incident of odd) await opened(night, { resource: incident.id.toLowerCase(), incident, terms: grant.terms });
    night.incidents.put(anIncident({ status: 'resolved', resolvedAt: RESOLVED_AT }));
    const ask = night.incidents.incidentById.bind(night.incidents);
    night.incidents.incidentById = (asked) => (asked === id ? ask(asked) : Promise.reject(new TypeError('odd')));
    await followIncidents(night);
    expect((await present(night, grant)).endsBecause).toBe('incident');
    expect(night.log.lines.map(({ level, event }) => `${level}: ${event}`)).toEqual(
      Array(8).fill('error: incident not followed'),
    );
  });

  test('a database that does not answer is not asked for each of them', async () => {
    const { night } = await aNightInAnIncident();
    night.incidents.incidentById = () => Promise.reject(new StoreUnavailable());
    await expect(followIncidents(night)).rejects.toThrow(StoreUnavailable);
  });
});
