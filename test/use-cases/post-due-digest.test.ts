import { describe, expect, test } from 'vitest';
import { canonicalJson } from '../../src/domain/audit-entry.ts';
import type { Digest } from '../../src/domain/digest.ts';
import { postDueDigest } from '../../src/use-cases/post-due-digest.ts';
import { aPolicy } from '../builders/a-policy.ts';
import { aQuietNight, type Night } from './a-quiet-night.ts';

// The log begins on Sunday 1 March 2026, 04:17 in Berlin; posts are on Mondays at 09:00.
const POST = '2026-03-09T08:00:00Z';

const needs = (night: Night) => ({ ...night, auditLog: night.store.auditLog, sha256: (text: string) => `hash of ${text}` });

const postAt = async (night: Night, when: string) => {
  await night.clock.set(Temporal.Instant.from(when));
  return postDueDigest(needs(night));
};

const latest = (night: Night) => night.tx((tx) => tx.digests.latest());

const weekOf = (digest: Digest | undefined) => digest && [String(digest.week.from), String(digest.week.to)];

const asked = (night: Night, kind: 'access-granted' | 'refused', about: object = {}) =>
  night.tx(async (tx) => tx.record({ kind, by: { kind: 'person', id: 'p-bob', name: 'bob' }, about: { ...about } }));

describe('the weekly digest', () => {
  test('is made at its time, not a second before, with its entry and its card in the audit channel', async () => {
    const night = await aQuietNight();
    expect(await postAt(night, '2026-03-09T07:59:59Z')).toBe(true);
    expect(weekOf(await latest(night))).toEqual(['2026-02-22T23:00:00Z', '2026-03-01T23:00:00Z']);
    expect(await postAt(night, '2026-03-09T07:59:59.999Z')).toBe(false);
    expect(await postAt(night, '2026-03-09T08:01:00Z')).toBe(true);
    const digest = (await latest(night)) as Digest;
    expect(weekOf(digest)).toEqual(['2026-03-01T23:00:00Z', '2026-03-08T23:00:00Z']);
    expect(digest.content).toMatchObject({ version: 1, timezone: 'Europe/Berlin', late: false });
    expect(night.ofKind('digest-made').at(-1)).toMatchObject({
      by: { kind: 'nightlatch' },
      about: {
        ...{ digest: digest.id, from: '2026-03-01T23:00:00Z', to: '2026-03-08T23:00:00Z', late: false },
        ...{ figures: digest.content.figures, head: digest.content.head },
        sha256: `hash of ${canonicalJson(JSON.parse(JSON.stringify(digest.content)))}`,
      },
    });
    expect((await night.cards()).map(({ subject, place }) => [subject, place])).toContainEqual([
      { kind: 'digest', digestId: digest.id },
      { kind: 'channel', channel: 'C0AUDIT' },
    ]);
  });

  test('is made once: not again the next minute, nor later in the week', async () => {
    const night = await aQuietNight();
    expect(await postAt(night, POST)).toBe(true);
    for (const when of ['2026-03-09T08:01:00Z', '2026-03-10T08:00:00Z', '2026-03-16T07:59:59Z'])
      expect(await postAt(night, when)).toBe(false);
    expect(night.ofKind('digest-made')).toHaveLength(1);
  });

  test('by several replicas at the same tick is made once', async () => {
    const night = await aQuietNight();
    await night.clock.set(Temporal.Instant.from(POST));
    const made = await Promise.all([1, 2, 3].map(() => postDueDigest(needs(night))));
    expect(made.filter(Boolean)).toHaveLength(1);
    expect(night.ofKind('digest-made')).toHaveLength(1);
  });

  test('by two replicas that both read the log is kept by one of them, with one card', async () => {
    const night = await aQuietNight();
    await night.clock.set(Temporal.Instant.from(POST));
    const slow = needs(night);
    // While this one reads, its claim runs out and another takes over.
    const auditLog = {
      ...slow.auditLog,
      async *between() {
        await postAt(night, '2026-03-09T08:01:00Z');
        yield [];
      },
    };
    expect(await postDueDigest({ ...slow, auditLog })).toBe(false);
    expect(night.ofKind('digest-made')).toHaveLength(1);
    expect((await night.cards()).filter(({ subject }) => subject.kind === 'digest')).toHaveLength(1);
  });

  test('counts what lies in its week, and is compared with the week before once the log is old enough', async () => {
    const night = await aQuietNight();
    await night.clock.set(Temporal.Instant.from('2026-03-03T12:00:00Z'));
    await asked(night, 'refused', { code: 'not-allowed' });
    await postAt(night, POST);
    expect((await latest(night))?.content).toMatchObject({ figures: { refused: 1, granted: 0 } });
    expect((await latest(night))?.content.before).toBeUndefined();
    await asked(night, 'access-granted', { grant: 'g1' });
    await postAt(night, '2026-03-16T08:00:00Z');
    expect((await latest(night))?.content).toMatchObject({ figures: { refused: 0, granted: 1 } });
    expect((await latest(night))?.content.before).toMatchObject({ refused: 1, granted: 0 });
  });

  test('is late when it is made more than an hour after its time, and of several missed only the newest is made', async () => {
    const night = await aQuietNight();
    await postAt(night, POST);
    await postAt(night, '2026-03-16T09:00:00Z');
    expect((await latest(night))?.content.late).toBe(false);
    expect(await postAt(night, '2026-04-15T12:00:00Z')).toBe(true);
    expect((await latest(night))?.content.late).toBe(true);
    expect(weekOf(await latest(night))).toEqual(['2026-04-05T22:00:00Z', '2026-04-12T22:00:00Z']);
    expect(await postAt(night, '2026-04-15T12:05:00Z')).toBe(false);
    expect(night.ofKind('digest-made')).toHaveLength(3);
  });

  test('is not made of a week before the log begins', async () => {
    const night = await aQuietNight();
    expect(await postAt(night, '2026-03-01T04:00:00Z')).toBe(false);
    expect(await postAt(night, '2026-03-02T07:59:59Z')).toBe(false);
    expect(await postAt(night, '2026-03-02T08:00:00Z')).toBe(true);
  });

  test('is not made without a policy, nor by a process that does not hold the one in force', async () => {
    const night = await aQuietNight();
    for (const policy of [undefined, aPolicy({ hash: 'c'.repeat(64) })]) {
      night.hold(policy);
      expect(await postAt(night, POST)).toBe(false);
    }
    night.hold(aPolicy());
    expect(await postAt(night, '2026-03-09T08:01:00Z')).toBe(true);
  });

  test('a process that does not hold the one in force keeps no other from making it', async () => {
    const night = await aQuietNight();
    night.hold(aPolicy({ hash: 'c'.repeat(64) }));
    expect(await postAt(night, POST)).toBe(false);
    night.hold(aPolicy());
    expect(await postAt(night, POST)).toBe(true);
  });

  test('a failure leaves nothing, and the run a minute later makes it', async () => {
    const night = await aQuietNight();
    const failing = {
      ...needs(night),
      sha256: () => {
        throw new Error('out of luck');
      },
    };
    await night.clock.set(Temporal.Instant.from(POST));
    await expect(postDueDigest(failing)).rejects.toThrow('out of luck');
    expect(await latest(night)).toBeUndefined();
    expect(night.ofKind('digest-made')).toEqual([]);
    expect(await postAt(night, '2026-03-09T08:00:59Z')).toBe(true);
  });

  test('while the database is away nothing is made', async () => {
    const night = await aQuietNight();
    night.store.down = true;
    await expect(postAt(night, POST)).rejects.toMatchObject({ name: 'StoreUnavailable' });
  });

  test('counts records that nobody can read, and tells of the rest', async () => {
    const night = await aQuietNight();
    const whole = needs(night);
    const auditLog = {
      ...whole.auditLog,
      async *between() {
        const at = Temporal.Instant.from('2026-03-03T12:00:00Z');
        const half = '{"seq":7,"at":"2026-03-03T12:00:00.0';
        const good = '{"kind":"refused","by":{"name":"bob"},"about":{"code":"not-allowed"}}';
        yield [half, '[]', good].map((record, index) => ({ seq: BigInt(index), at, record }));
      },
    };
    await night.clock.set(Temporal.Instant.from(POST));
    expect(await postDueDigest({ ...whole, auditLog })).toBe(true);
    expect((await latest(night))?.content).toMatchObject({ unreadable: 2, figures: { refused: 1 } });
  });

  test('a policy whose day and zone change midweek tells of nothing twice and leaves nothing out', async () => {
    const night = await aQuietNight();
    await postAt(night, POST);
    const [, end] = weekOf(await latest(night)) as string[];
    const digest = { ...aPolicy().digest, day: 3 } as const;
    await night.clock.set(Temporal.Instant.from('2026-03-12T12:00:00Z'));
    await night.putInForce(aPolicy({ hash: 'b'.repeat(64), timezone: 'America/Los_Angeles', digest }));
    expect(await postAt(night, '2026-03-12T12:01:00Z')).toBe(false);
    expect(await postAt(night, '2026-03-18T16:00:00Z')).toBe(true);
    expect(weekOf(await latest(night))).toEqual([end, '2026-03-18T07:00:00Z']);
  });
});
