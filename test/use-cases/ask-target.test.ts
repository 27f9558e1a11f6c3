import { expect, test } from 'vitest';
import type { FaultKind } from '../../src/domain/evidence.ts';
import type { Target, TargetSource } from '../../src/domain/policy.ts';
import type { Shift } from '../../src/domain/shift.ts';
import { type OnCallSource, SourceUnavailable } from '../../src/ports/on-call-source.ts';
import { askTarget } from '../../src/use-cases/ask-target.ts';
import { aTarget } from '../builders/a-policy.ts';
import { aRotation } from '../builders/a-rotation.ts';

const FROM = Temporal.Instant.from('2026-03-02T03:17:00Z');
const WINDOW = { from: FROM, until: FROM.add({ hours: 1 }) };

const pagerDuty = (schedule: string) => aTarget({ of: { schedule } }).sources[0] as TargetSource;
const rotation = (name: string): TargetSource => ({ target: 'db-primary', provider: 'rotation', rotation: aRotation({ name }) });
const called = (source: TargetSource) => (source.provider === 'rotation' ? source.rotation.name : Object.values(source.of)[0]);

/** Each source's answer as `name: one`, those in `silent` with their fault; a fallback's says in whose place. */
async function said(target: Omit<Target, 'name'>, silent: Record<string, FaultKind> = {}) {
  const asked: string[] = [];
  const onCall: OnCallSource = {
    async shiftsOn(source) {
      const name = called(source) ?? '';
      asked.push(name);
      if (silent[name]) throw new SourceUnavailable('PagerDuty', silent[name]);
      const user = { provider: source.provider, id: name, name };
      return [{ target: source.target, user, level: 1 } satisfies Shift];
    },
  };
  const answers = await askTarget({ onCall }, { name: 'db-primary', ...target }, WINDOW);
  const words = answers.map((one) => {
    const instead = one.insteadOf ? ` instead of ${one.insteadOf.provider}: ${one.insteadOf.fault}` : '';
    return `${one.known ? one.value.map(({ user }) => user.name).join() : one.fault}${instead}`;
  });
  return { asked, words };
}

test('every source of a target is asked, and the fallback is not where they answer', async () => {
  const sources = [pagerDuty('PABC123'), rotation('week')];
  expect(await said({ sources, fallback: rotation('spare') })).toEqual({
    asked: ['PABC123', 'week'],
    words: ['PABC123', 'week'],
  });
});

test.each<FaultKind>(['timeout', 'network', 'server', 'rate-limited', 'auth', 'bad-body', 'shape', 'not-there'])(
  'a source that fails as %s is replaced by the fallback, which says so',
  async (fault) => {
    const target = { sources: [pagerDuty('PABC123'), rotation('week')], fallback: rotation('spare') };
    expect((await said(target, { PABC123: fault })).words).toEqual(['week', `spare instead of pagerduty: ${fault}`]);
  },
);

test('a source that was left out of an explanation is not replaced', async () => {
  const target = { sources: [pagerDuty('PABC123')], fallback: rotation('spare') };
  expect(await said(target, { PABC123: 'not-asked' })).toEqual({ asked: ['PABC123'], words: ['not-asked'] });
});

test('a source stays silent where its fallback is silent too, or where there is none', async () => {
  const silent = { PABC123: 'timeout', PDEF456: 'network' } as const;
  expect((await said({ sources: [pagerDuty('PABC123')], fallback: pagerDuty('PDEF456') }, silent)).words).toEqual(['timeout']);
  expect((await said({ sources: [pagerDuty('PABC123'), rotation('week')] }, silent)).words).toEqual(['timeout', 'week']);
});

test('two sources that fail are replaced once', async () => {
  const target = { sources: [pagerDuty('PABC123'), pagerDuty('PDEF456')], fallback: rotation('spare') };
  expect(await said(target, { PABC123: 'timeout', PDEF456: 'network' })).toEqual({
    asked: ['PABC123', 'PDEF456', 'spare'],
    words: ['spare instead of pagerduty: timeout'],
  });
});
