import { describe, expect, test } from 'vitest';
import type { Told } from '../../src/domain/digest.ts';
import { type DigestOutcome, digestForOperator, digestOnDemand } from '../../src/use-cases/digest-on-demand.ts';
import { aDigest } from '../builders/a-digest.ts';
import { aPolicy } from '../builders/a-policy.ts';
import { aQuietNight, type Night, opened, START } from './a-quiet-night.ts';

const needs = (night: Night) => ({ ...night, auditLog: night.store.auditLog });

/** A night of which Carol is the owner and Bob an auditor. */
const aNight = () => aQuietNight(aPolicy({ roles: { owners: ['carol'], auditors: ['bob'] } }));

const ask = (night: Night, words = '', slackId = 'U03CAROL') => digestOnDemand(needs(night), { slackId, words });

const toldIn = (outcome: DigestOutcome): Told => {
  if (outcome.outcome !== 'digest') throw new Error(outcome.outcome);
  return outcome.told;
};

describe('a digest on demand', () => {
  test.each(['U03CAROL', 'U02BOB'])(
    'tells %s of the last seven days until now, and that it was asked for is on record',
    async (slackId) => {
      const night = await aNight();
      await night.clock.set(START.add({ hours: 30 }));
      const { week, content } = toldIn(await ask(night, '', slackId));
      expect([String(week.from), String(week.to)]).toEqual(['2026-02-23T09:17:00Z', '2026-03-02T09:17:00Z']);
      expect(content).toMatchObject({ timezone: 'Europe/Berlin', late: false, head: { seq: '2' } });
      expect(night.ofKind('log-read').map(({ about }) => about)).toEqual([
        { asked: 'digest', from: '2026-02-23T09:17:00Z', to: '2026-03-02T09:17:00Z' },
      ]);
    },
  );

  test('tells of the time that is asked for, and what stands open now', async () => {
    const night = await aNight();
    const grant = await opened(night, {
      breakGlass: true,
      rule: 'break glass',
      incident: { id: 'Q1', number: 42, title: 'Lag' },
    });
    await night.tx((tx) => tx.reviews.add(grant.id, { by: ['carol'], dueAt: START.add({ hours: 24 }) }));
    await night.tx(async (tx) => {
      const by = { personId: grant.holder.personId, slackId: 'U01ALICE' };
      const { id } = await tx.reveals.begin({ grantId: grant.id, by, variables: ['PGPASSWORD'], externalId: 'w1' }, 60);
      await tx.reveals.move(id, 'recorded');
    });
    await night.clock.set(START.add({ minutes: 10, seconds: 59 }));
    const { week, content } = toldIn(await ask(night, 'since 2026-03-01'));
    expect(String(week.from)).toBe('2026-02-28T23:00:00Z');
    expect(content.worthALook.brokenGlassUnreviewed).toEqual({
      total: 1,
      first: [
        {
          ...{ grant: grant.id, holder: 'alice', resource: 'db-prod', rule: 'break glass', at: '2026-03-01T03:17:00Z' },
          ...{ minutes: 10, reveals: 1, incident: 'INC-42' },
        },
      ],
    });
    expect(content.worthALook.exposed).toEqual({
      total: 1,
      first: [{ resource: 'db-prod', variable: 'PGPASSWORD', lastSeenBy: 'alice', at: '2026-03-01T03:17:00Z' }],
    });
  });

  test('brings the newest weekly one, whether or not its post could be made', async () => {
    const night = await aNight();
    const { week, content } = aDigest();
    await night.tx((tx) => tx.digests.keep(week, content));
    expect(await ask(night)).toMatchObject({ latest: { week } });
  });

  test('is not for anybody else, and that they asked is on record', async () => {
    const night = await aNight();
    expect(await ask(night, '7d', 'U01ALICE')).toEqual({ outcome: 'not-owner-or-auditor' });
    expect(night.ofKind('refused')[0]?.about).toEqual({ code: 'not-owner-or-auditor', wanted: 'digest' });
    expect(night.ofKind('log-read')).toEqual([]);
  });

  test('says what it does not understand, and then nothing was read', async () => {
    const night = await aNight();
    expect(await ask(night, 'yesterday')).toMatchObject({ outcome: 'not-understood' });
    expect(night.ofKind('log-read')).toEqual([]);
  });

  test('without a policy there is none to say who may', async () => {
    const night = await aNight();
    night.hold(undefined);
    expect(await ask(night)).toEqual({ outcome: 'no-policy' });
  });

  test('a process that holds another policy than the one in force doesn’t know who may', async () => {
    const night = await aNight();
    const before = night.policy.current();
    await night.putInForce(aPolicy({ hash: 'b'.repeat(64), roles: { owners: ['alice'], auditors: [] } }));
    night.hold(before);
    expect(await ask(night, '', 'U02BOB')).toEqual({ outcome: 'no-policy' });
    expect(night.ofKind('log-read')).toEqual([]);
  });

  test('while the database is away it fails', async () => {
    const night = await aNight();
    night.store.down = true;
    await expect(ask(night)).rejects.toMatchObject({ name: 'StoreUnavailable' });
  });

  test('for whoever has the host is on record under their name', async () => {
    const night = await aNight();
    const asked = { operator: 'root@db1', since: '24h', clocks: aPolicy() };
    expect(await digestForOperator(needs(night), asked)).toMatchObject({ told: { week: { to: START } } });
    expect(night.ofKind('log-read')[0]).toMatchObject({
      ...{ by: { kind: 'operator', name: 'root@db1' }, about: { asked: 'digest 24h' } },
    });
    expect(await digestForOperator(needs(night), { ...asked, since: 'tomorrow' })).toMatchObject({ text: expect.any(String) });
  });

  test('counts the outages of that time, each for as long as it lasted within it', async () => {
    const night = await aNight();
    await night.tx((tx) => tx.outages.begin('PagerDuty', 'timeout'));
    await night.clock.advance({ hours: 2 });
    await night.tx((tx) => tx.outages.end('PagerDuty'));
    await night.clock.advance({ minutes: 30 });
    await night.tx((tx) => tx.outages.begin('PagerDuty', 'server'));
    await night.clock.advance({ minutes: 15 });
    const { worthALook } = toldIn(await ask(night, '2h')).content;
    expect(worthALook.outages).toEqual({
      total: 2,
      first: [
        { source: 'PagerDuty', at: String(START.add({ minutes: 45 })), minutes: 75 },
        { source: 'PagerDuty', at: String(START.add({ minutes: 150 })), minutes: 15 },
      ],
    });
  });
});
