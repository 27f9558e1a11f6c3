import { describe, expect, test } from 'vitest';
import type { Policy, Target } from '../../src/domain/policy.ts';
import { sourceKey } from '../../src/domain/provider.ts';
import type { OnCallSource } from '../../src/ports/on-call-source.ts';
import { readPlans } from '../../src/use-cases/read-plans.ts';
import { aPolicy, aTarget } from '../builders/a-policy.ts';
import { aShift, aUser } from '../builders/a-shift.ts';
import { aQuietNight, type Night, START } from './a-quiet-night.ts';

const PRIMARY = aTarget();
const SECOND = aTarget({ name: 'db-second', of: { schedule: 'PDEF456' } });
const keyOf = ({ sources: [source] }: Target) => (source ? sourceKey(source) : '');
const withTargets = (...targets: Target[]): Policy => aPolicy({ targets: new Map(targets.map((one) => [one.name, one])) });

/** What is known of that source now. */
async function plansOf(night: Pick<Night, 'clock' | 'tx'>, target: Target) {
  const now = night.clock.at;
  return night.tx((tx) => tx.plans.readBy([keyOf(target)], [now], now.subtract({ hours: 30 })));
}

/** The night, with each question to its source counted. */
function counting(night: Night) {
  const asked: { target: string; from: Temporal.Instant; until: Temporal.Instant }[] = [];
  const onCall: OnCallSource = {
    async shiftsOn(source, from, until) {
      asked.push({ target: source.target, from, until });
      return night.onCall.shiftsOn(source, from, until);
    },
  };
  return { asked, needs: { ...night, onCall } };
}

describe('plans', () => {
  test('are kept as the sources say, two days ahead', async () => {
    const night = await aQuietNight(withTargets(PRIMARY));
    const { user, level } = aShift();
    const shift = { user, level, start: START.add({ hours: 47 }), end: START.add({ hours: 50 }) };
    night.onCall.put('db-primary', [shift]);
    await readPlans(night);
    expect(await plansOf(night, PRIMARY)).toEqual([
      { source: keyOf(PRIMARY), readAt: START, shifts: [{ target: 'db-primary', ...shift }] },
    ]);
  });

  test('that nobody is on call is a plan too', async () => {
    const night = await aQuietNight(withTargets(PRIMARY));
    await readPlans(night);
    expect(await plansOf(night, PRIMARY)).toMatchObject([{ shifts: [] }]);
  });

  test('are read every five minutes, by one replica', async () => {
    const { asked, needs } = counting(await aQuietNight(withTargets(PRIMARY)));
    await Promise.all([readPlans(needs), readPlans(needs)]);
    expect(asked).toHaveLength(1);
    await needs.clock.advance({ seconds: 299 });
    await readPlans(needs);
    expect(asked).toHaveLength(1);
    await needs.clock.advance({ seconds: 1 });
    await readPlans(needs);
    expect(asked).toHaveLength(2);
  });

  test('of what several targets ask alike are asked for once, and those of a fallback too', async () => {
    const fallback = { ...SECOND.sources[0]!, target: 'db-other' };
    const alike: Target = { name: 'db-other', sources: PRIMARY.sources.map((one) => ({ ...one, target: 'db-other' })), fallback };
    const { asked, needs } = counting(await aQuietNight(withTargets(PRIMARY, alike)));
    await readPlans(needs);
    expect(asked).toHaveLength(2);
    expect(await plansOf(needs, SECOND)).toHaveLength(1);
  });

  test('a source that does not answer keeps no other from being read, and forgets nothing', async () => {
    const night = await aQuietNight(withTargets(PRIMARY, SECOND));
    await readPlans(night);
    await night.clock.advance({ minutes: 5 });
    night.onCall.fail('server');
    await readPlans(night);
    expect(await plansOf(night, PRIMARY)).toMatchObject([{ readAt: START }]);
    expect(night.log.lines.map(({ event, fields }) => [event, fields.source])).toEqual([
      ['plan not read', keyOf(PRIMARY)],
      ['plan not read', keyOf(SECOND)],
    ]);
  });

  test('that can not be kept keep no other from being read', async () => {
    const targets = Array.from({ length: 6 }, (_, index) => aTarget({ name: `db-${index}`, of: { schedule: `P${index}` } }));
    const night = await aQuietNight(withTargets(...targets));
    const onCall: OnCallSource = {
      shiftsOn: (source, ...window) =>
        source.target === 'db-5' ? night.onCall.shiftsOn(source, ...window) : Promise.reject(new TypeError('odd')),
    };
    await readPlans({ ...night, onCall });
    expect(await plansOf(night, targets[5]!)).toHaveLength(1);
    expect(night.log.lines.map(({ level, event }) => `${level}: ${event}`)).toEqual(Array(5).fill('error: plan not read'));
  });

  test('are forgotten after 25 hours', async () => {
    const night = await aQuietNight(withTargets(PRIMARY));
    await readPlans(night);
    night.onCall.put('db-primary', [{ ...aShift({ user: aUser() }), end: START.add({ hours: 40 }) }]);
    await night.clock.advance({ hours: 25, seconds: 1 });
    night.onCall.fail('server');
    await readPlans(night);
    expect(await plansOf(night, PRIMARY)).toEqual([]);
  });

  test('are not read by a process that does not hold the policy in force', async () => {
    const { asked, needs } = counting(await aQuietNight(withTargets(PRIMARY)));
    needs.hold(aPolicy({ hash: 'b'.repeat(64) }));
    await readPlans(needs);
    needs.hold(undefined);
    await readPlans(needs);
    expect(asked).toEqual([]);
  });
});
