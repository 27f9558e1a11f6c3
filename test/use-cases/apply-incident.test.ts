import { describe, expect, test } from 'vitest';
import type { Card } from '../../src/domain/card.ts';
import type { Grant } from '../../src/domain/grant.ts';
import type { Incident } from '../../src/domain/incident.ts';
import type { NewGrant } from '../../src/ports/grants.ts';
import { SourceUnavailable } from '../../src/ports/on-call-source.ts';
import { applyIncident } from '../../src/use-cases/apply-incident.ts';
import { BOB } from '../builders/a-member.ts';
import { aPolicy, aResource } from '../builders/a-policy.ts';
import { anIncident } from '../builders/an-incident.ts';
import { aQuietNight, type Night, opened, present, START } from './a-quiet-night.ts';

const { id, number, title } = anIncident();
const RESOLVED_AT = START.add({ minutes: 5 });
const resolved = (given: Partial<Incident> = {}) => anIncident({ status: 'resolved', resolvedAt: RESOLVED_AT, ...given });
const minutes = (count: number) => Temporal.Duration.from({ minutes: count });

/** INC-42 as PagerDuty says it is, and what follows. */
async function said(night: Night, incident: Incident): Promise<void> {
  night.incidents.put(incident);
  await applyIncident(night, id);
}

/** Ten minutes ago INC-42 was open and got `C0INC`; what is granted ends with it, a quarter of an hour after its resolve. */
async function aNightInAnIncident(given: { policy?: ReturnType<typeof aPolicy>; graceMinutes?: number } = {}) {
  const night = await aQuietNight(given.policy);
  await said(night, anIncident());
  await night.tx(async ({ incidents }) => {
    await incidents.addChannel('C0INC', 'inc-42');
    await incidents.bind('C0INC', id, 'name');
  });
  const { terms } = await opened(night, { resource: 'quiet' });
  const grace = { graceAfterResolve: minutes(given.graceMinutes ?? 15) };
  const tied = (more: Parameters<typeof opened>[1] = {}): Promise<Grant> =>
    opened(night, {
      ...{ incident: { id, number, title }, terms: { ...terms, ...grace, endsWithIncident: true } },
      end: { at: START.add({ hours: 4 }), because: 'at-most' } satisfies NewGrant['end'],
      ...more,
    });
  const grant = await tied();
  await night.clock.advance({ minutes: 10 });
  for (const card of await night.cards()) await night.tx((tx) => tx.cards.drawn(card, 'hash'));
  return { night, grant, tied };
}

const recordsAmong = (cards: readonly Card[]) =>
  cards.filter(({ subject }) => subject.kind === 'access-record').map(({ place }) => place);

const notesAmong = (cards: readonly Card[]) => cards.flatMap(({ subject }) => (subject.kind === 'note' ? [subject.note] : []));

describe('an incident that is resolved', () => {
  test('ends its grants after the grace, with an entry, and tells what was given in its channel and on its timeline', async () => {
    const { night, grant } = await aNightInAnIncident();
    await said(night, resolved());
    expect(await present(night, grant)).toMatchObject({ state: 'active', endsBecause: 'incident' });
    expect((await present(night, grant)).endsAt).toEqual(RESOLVED_AT.add({ minutes: 15 }));
    expect(night.ofKind('grant-shortened').map(({ by, about }) => ({ by, about }))).toEqual([
      {
        by: { kind: 'nightlatch' },
        about: {
          ...{ grant: grant.id, resource: 'db-prod', holder: grant.holder, incident: 'INC-42' },
          ...{ resolvedAt: '2026-03-01T03:22:00Z', endsAt: '2026-03-01T03:37:00Z' },
        },
      },
    ]);
    const cards = await night.cards();
    expect(recordsAmong(cards)).toEqual([{ kind: 'timeline' }, { kind: 'channel', channel: 'C0INC' }]);
    expect(notesAmong(cards)).toEqual([
      {
        ...{ kind: 'incident-over', resource: 'db-prod', incident: 'INC-42' },
        ...{ endsAt: '2026-03-01T03:37:00Z', at: '2026-03-01T03:27:00Z' },
      },
    ]);
  });

  test('ends them at once where the grace is over, with both entries', async () => {
    const { night, grant } = await aNightInAnIncident({ graceMinutes: 5 });
    await said(night, resolved());
    expect(await present(night, grant)).toMatchObject({ state: 'ended', ended: { cause: 'incident-resolved' } });
    expect(night.recorded().map(({ kind }) => kind)).toEqual(['grant-shortened', 'grant-ended']);
  });

  test('ends all of them, however many there are', async () => {
    const { night, tied } = await aNightInAnIncident({ graceMinutes: 0 });
    for (let nth = 0; nth < 45; nth += 1) await tied({ resource: `r-${nth}` });
    await said(night, resolved());
    expect(await night.tx((tx) => tx.grants.resourcesOpenIn(id))).toEqual([]);
    expect(night.ofKind('grant-ended')).toHaveLength(46);
  });

  test('leaves alone what outlives it, what is of another incident, and what ends sooner', async () => {
    const { night, grant, tied } = await aNightInAnIncident();
    const { terms } = grant;
    const outlives = await tied({ resource: 'a', terms: { ...terms, endsWithIncident: false } });
    const other = await tied({ resource: 'b', incident: { id: 'QOTHER', number: 43, title } });
    const sooner = await tied({ resource: 'c', end: { at: START.add({ minutes: 15 }), because: 'shift' } });
    await said(night, resolved());
    for (const one of [outlives, other, sooner]) expect(await present(night, one)).toEqual(one);
  });

  test('is told once, and ends no grant twice, however often it is read', async () => {
    const { night } = await aNightInAnIncident();
    await said(night, resolved());
    for (const card of await night.cards()) await night.tx((tx) => tx.cards.drawn(card, 'hash'));
    await night.clock.advance({ minutes: 1 });
    await said(night, resolved());
    expect(night.ofKind('grant-shortened')).toHaveLength(1);
    expect(await night.cards()).toEqual([]);
  });

  test('never moves an end later, not even when its source changes its mind', async () => {
    const { night, grant } = await aNightInAnIncident();
    await said(night, resolved());
    await night.clock.advance({ minutes: 1 });
    await said(night, resolved({ resolvedAt: RESOLVED_AT.add({ minutes: 9 }) }));
    expect((await present(night, grant)).endsAt).toEqual(RESOLVED_AT.add({ minutes: 15 }));
  });

  test('also ends what was opened when it was read already, as it is read again', async () => {
    const { night, tied } = await aNightInAnIncident();
    await said(night, resolved());
    const late = await tied({ for: BOB });
    await night.clock.advance({ minutes: 1 });
    await said(night, resolved());
    expect((await present(night, late)).endsAt).toEqual(RESOLVED_AT.add({ minutes: 15 }));
  });

  test('is told in a channel that is bound to it later, and in none that is archived or shared with others', async () => {
    const { night } = await aNightInAnIncident();
    await night.tx(({ incidents }) => incidents.setShared('C0INC', true));
    await said(night, resolved());
    expect(recordsAmong(await night.cards())).toEqual([{ kind: 'timeline' }]);
    await night.tx(async ({ incidents }) => {
      for (const channel of ['C0LATE', 'C0OLD']) await incidents.addChannel(channel, 'inc-42-2');
      for (const channel of ['C0LATE', 'C0OLD']) await incidents.bind(channel, id, 'command');
      await incidents.setArchived('C0OLD', true);
    });
    await said(night, resolved());
    expect(recordsAmong(await night.cards())).toContainEqual({ kind: 'channel', channel: 'C0LATE' });
    expect(recordsAmong(await night.cards())).not.toContainEqual({ kind: 'channel', channel: 'C0OLD' });
  });
});

describe('an incident that changes', () => {
  const drawn = async (night: Night) => {
    await night.tx((tx) => tx.cards.add({ kind: 'panel', channel: 'C0INC' }, { kind: 'channel', channel: 'C0INC' }));
    for (const card of await night.cards()) await night.tx((tx) => tx.cards.drawn(card, 'hash'));
  };

  test.each([
    ['is acknowledged', { status: 'acknowledged' }],
    ['gets another title', { title: 'Disk full' }],
    ['gets another urgency', { urgency: 'low' }],
  ] as const)('and %s has its panel drawn again, and ends nothing', async (_, given) => {
    const { night, grant } = await aNightInAnIncident();
    await drawn(night);
    await said(night, anIncident(given));
    expect((await night.cards()).map(({ subject }) => subject)).toEqual([{ kind: 'panel', channel: 'C0INC' }]);
    expect(await present(night, grant)).toEqual(grant);
  });

  test('in nothing has nothing drawn again', async () => {
    const { night } = await aNightInAnIncident();
    await drawn(night);
    await said(night, anIncident());
    expect(await night.cards()).toEqual([]);
  });

  test('back to open revives nothing, and what is asked for then lives on', async () => {
    const { night, grant, tied } = await aNightInAnIncident({ graceMinutes: 5 });
    await said(night, resolved());
    await drawn(night);
    await night.clock.advance({ minutes: 1 });
    await said(night, anIncident());
    expect((await night.cards()).map(({ subject }) => subject.kind)).toContain('panel');
    expect((await present(night, grant)).state).toBe('ended');
    const again = await tied();
    await night.clock.advance({ minutes: 1 });
    await said(night, anIncident());
    expect(await present(night, again)).toEqual(again);
  });
});

test('a reading that a later one overtook changes nothing', async () => {
  const { night, grant } = await aNightInAnIncident();
  night.incidents.put(resolved());
  const ask = night.incidents.incidentById.bind(night.incidents);
  night.incidents.incidentById = async (asked) => {
    const answer = await ask(asked);
    night.incidents.incidentById = ask;
    await night.clock.advance({ seconds: 1 });
    await said(night, anIncident());
    return answer;
  };
  await applyIncident(night, id);
  expect(await present(night, grant)).toEqual(grant);
  expect(await night.tx((tx) => tx.incidents.byId(id))).toMatchObject({ status: 'triggered' });
});

describe('an incident that its source knows no more', () => {
  test('is over from when that was read', async () => {
    const { night, grant } = await aNightInAnIncident();
    const readAt = night.clock.at;
    night.incidents.forget(id);
    await applyIncident(night, id);
    expect((await present(night, grant)).endsAt).toEqual(readAt.add({ minutes: 15 }));
    expect(night.ofKind('grant-shortened')[0]?.about).toMatchObject({
      incident: 'INC-42',
      gone: true,
      resolvedAt: String(readAt),
    });
    expect(recordsAmong(await night.cards())).toHaveLength(2);
    expect(notesAmong(await night.cards())).toEqual([expect.objectContaining({ gone: true })]);
  });

  test('ends its grants though it was never kept', async () => {
    const { night, tied } = await aNightInAnIncident({ graceMinutes: 0 });
    const grant = await tied({ resource: 'other', incident: { id: 'QLOST', number: 43, title } });
    await applyIncident(night, 'QLOST');
    expect((await present(night, grant)).state).toBe('ended');
    expect(await night.tx((tx) => tx.incidents.byId('QLOST'))).toBeUndefined();
  });
});

describe('an incident that went to another service', () => {
  const elsewhere = anIncident({ service: { id: 'PCHECKOUT', name: 'Checkout' } });

  test('ends the grants for resources that it does not concern any more, as a resolve would', async () => {
    const resources = [
      aResource(),
      aResource({ name: 'checkout', services: ['PCHECKOUT', 'PSVC123'] }),
      aResource({ name: 'any', services: 'any' }),
    ];
    const policy = aPolicy({ resources: new Map(resources.map((one) => [one.name, one])) });
    const { night, grant, tied } = await aNightInAnIncident({ policy });
    const stay = [await tied({ resource: 'checkout' }), await tied({ resource: 'any' })];
    await said(night, elsewhere);
    expect(await present(night, grant)).toMatchObject({ endsBecause: 'incident' });
    expect((await present(night, grant)).endsAt).toEqual(START.add({ minutes: 25 }));
    expect(night.ofKind('grant-shortened').map(({ about }) => about)).toEqual([
      expect.objectContaining({ incident: 'INC-42', movedTo: { id: 'PCHECKOUT', name: 'Checkout' } }),
    ]);
    expect(notesAmong(await night.cards())).toEqual([expect.objectContaining({ service: 'Checkout' })]);
    for (const one of stay) expect(await present(night, one)).toEqual(one);
  });

  test('and back again has not lengthened them', async () => {
    const { night, grant } = await aNightInAnIncident();
    await said(night, elsewhere);
    await said(night, anIncident());
    expect((await present(night, grant)).endsAt).toEqual(START.add({ minutes: 25 }));
  });

  test('ends nothing by a policy that is not the one in force', async () => {
    const { night, grant } = await aNightInAnIncident();
    night.hold(aPolicy({ hash: 'b'.repeat(64) }));
    await said(night, elsewhere);
    night.hold(undefined);
    await said(night, elsewhere);
    expect(await present(night, grant)).toEqual(grant);
  });
});

test('a source that does not answer changes nothing and is named', async () => {
  const { night, grant } = await aNightInAnIncident();
  night.incidents.fail('timeout');
  await expect(applyIncident(night, id)).rejects.toThrow(SourceUnavailable);
  expect(await present(night, grant)).toEqual(grant);
});
