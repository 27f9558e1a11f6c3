import { describe, expect, test } from 'vitest';
import type { Policy } from '../../src/domain/policy.ts';
import { askColleague } from '../../src/use-cases/ask-colleague.ts';
import { aMember, CAROL } from '../builders/a-member.ts';
import { aPolicy, aResource, aRule, aTarget } from '../builders/a-policy.ts';
import { aQuietNight, type Night, START } from './a-quiet-night.ts';

const SHIFT = { level: 1, start: START.subtract({ hours: 1 }), end: START.add({ hours: 1 }) };
const onCall = (id: string, name = id) => ({ ...SHIFT, user: { provider: 'pagerduty' as const, id, name } });
const target = (name: string) => [name, aTarget({ name, of: { schedule: name }, levels: 2 })] as const;

/** Two rules name a target each; a third target is nobody's here. */
const POLICY: Policy = aPolicy({
  targets: new Map([target('db-primary'), target('db-secondary'), target('web')]),
  resources: new Map([
    [
      'db-prod',
      aResource({
        rules: [
          aRule({ when: { onCall: ['db-primary'] } }),
          aRule({ name: 'second', when: { onCall: ['db-primary', 'db-secondary'] } }),
        ],
      }),
    ],
  ]),
});

async function aNight(): Promise<Night> {
  const night = await aQuietNight(POLICY);
  night.onCall.put('db-primary', [onCall('PBOB002', 'Bob at PagerDuty')]);
  return night;
}

function ask(night: Night, given: Partial<Parameters<typeof askColleague>[1]> = {}) {
  return askColleague(night, { slackId: 'U01ALICE', resource: 'db-prod', reason: 'replica lag', channel: 'C0INC', ...given });
}

/** Whom the notes went to. */
async function written(night: Night): Promise<unknown[]> {
  const cards = await night.cards();
  return cards
    .filter(({ subject }) => subject.kind === 'note' && subject.note.kind === 'colleague-asked')
    .map(({ place }) => place);
}

describe('asking whoever is on call', () => {
  test('is one direct message with who, what and why, and an entry', async () => {
    const night = await aNight();
    expect(await ask(night)).toEqual({ outcome: 'asked', names: ['Bob'] });
    const note = { person: 'Alice', slackId: 'U01ALICE', resource: 'db-prod', reason: 'replica lag', channel: 'C0INC' };
    expect((await night.cards()).map(({ subject, place }) => ({ subject, place }))).toContainEqual({
      subject: { kind: 'note', note: { kind: 'colleague-asked', ...note } },
      place: { kind: 'direct', to: 'U02BOB' },
    });
    expect(night.recorded()).toEqual([
      expect.objectContaining({
        kind: 'colleague-asked',
        by: expect.objectContaining({ name: 'alice' }),
        about: {
          ...{ resource: 'db-prod', slackId: 'U01ALICE', channel: 'C0INC', reason: 'replica lag' },
          asked: [{ person: 'bob', slackId: 'U02BOB' }],
        },
      }),
    ]);
  });

  test('keeps the own words to one line of 500 characters without anything invisible', async () => {
    const night = await aNight();
    await ask(night, { reason: `lag\u202e\n<!channel> ${'x'.repeat(600)}` });
    const reason = String(night.ofKind('colleague-asked')[0]?.about.reason);
    expect(reason.startsWith('lag <!channel> xxx')).toBe(true);
    expect(reason).toHaveLength(500);
  });

  test('asks everyone on call for any target that the rules name, each person once, and nobody else', async () => {
    const night = await aNight();
    const people = new Map([...POLICY.people, ['carol', { name: 'carol', slack: ['U03CAROL'], pagerduty: 'PCAROL3' }]]);
    await night.putInForce({ ...POLICY, people, hash: 'b'.repeat(64) });
    night.onCall.put('db-secondary', [onCall('PCAROL3'), onCall('PBOB002')]);
    night.onCall.put('web', [onCall('PALICE1')]);
    expect(await ask(night)).toEqual({ outcome: 'asked', names: ['Bob', 'Carol'] });
    expect(await written(night)).toEqual([
      { kind: 'direct', to: 'U02BOB' },
      { kind: 'direct', to: 'U03CAROL' },
    ]);
  });

  test('asks who is on call now, whoever it was before', async () => {
    const night = await aNight();
    await night.clock.set(SHIFT.end);
    expect(await ask(night)).toEqual({ outcome: 'nobody', unreachable: [] });
  });

  test('once in five minutes per person asked, whatever for', async () => {
    const night = await aNight();
    expect(await ask(night)).toMatchObject({ outcome: 'asked' });
    expect(await ask(night, { reason: 'please' })).toEqual({ outcome: 'too-soon', names: ['Bob'] });
    await night.clock.advance({ seconds: 299 });
    expect(await ask(night)).toEqual({ outcome: 'too-soon', names: ['Bob'] });
    await night.clock.advance({ seconds: 1 });
    expect(await ask(night)).toMatchObject({ outcome: 'asked' });
    expect(await written(night)).toHaveLength(2);
  });

  test("one person's asking keeps nobody else from it", async () => {
    const night = await aNight();
    await ask(night);
    expect(await ask(night, { slackId: 'U03CAROL' })).toMatchObject({ outcome: 'asked' });
  });

  test('three clicks at once are one message', async () => {
    const night = await aNight();
    await Promise.all([1, 2, 3].map(() => ask(night)));
    expect(await written(night)).toHaveLength(1);
    expect(night.ofKind('colleague-asked')).toHaveLength(1);
  });

  test('never writes to the one who asks, from whichever account', async () => {
    const night = await aNight();
    const people = new Map([...POLICY.people, ['alice', { name: 'alice', slack: ['U01ALICE', 'U04A2'], pagerduty: 'PALICE1' }]]);
    await night.putInForce({ ...POLICY, people, hash: 'b'.repeat(64) });
    night.directory.put(aMember({ slackId: 'U04A2' }));
    night.onCall.put('db-primary', [onCall('PALICE1')]);
    expect(await ask(night, { slackId: 'U04A2' })).toEqual({ outcome: 'nobody', unreachable: [] });
  });

  test('says by PagerDuty who is on call but has no account that is known', async () => {
    const night = await aNight();
    night.onCall.put('db-primary', [onCall('PEVE', 'Eve')]);
    expect(await ask(night)).toEqual({ outcome: 'nobody', unreachable: ['Eve'] });
  });

  test.each(['onCall', 'sourceUsers'] as const)('can not tell when %s does not answer, and asks nobody', async (source) => {
    const night = await aNight();
    night.onCall.put('db-primary', [onCall('PBOB002'), onCall('PEVE')]);
    night[source].fail('timeout');
    expect(await ask(night)).toEqual({
      outcome: 'cannot-tell',
      unanswered: { source: 'PagerDuty', fault: 'timeout', about: 'on-call' },
    });
    expect(await written(night)).toEqual([]);
    night[source].heal();
    expect(await ask(night)).toMatchObject({ outcome: 'asked' });
  });

  test('is for full members, about resources there are, under a policy', async () => {
    const night = await aNight();
    expect(await ask(night, { resource: 'no-such' })).toEqual({ outcome: 'not-found' });
    night.directory.put({ ...CAROL, standing: 'guest' });
    expect(await ask(night, { slackId: 'U03CAROL' })).toEqual({ outcome: 'outsider' });
    night.hold(undefined);
    expect(await ask(night)).toEqual({ outcome: 'no-policy' });
    expect(night.recorded()).toEqual([]);
  });

  test('asked nobody when the database does not answer', async () => {
    const night = await aNight();
    night.store.down = true;
    await expect(ask(night)).rejects.toMatchObject({ name: 'StoreUnavailable' });
    night.store.down = false;
    expect(await written(night)).toEqual([]);
  });
});
