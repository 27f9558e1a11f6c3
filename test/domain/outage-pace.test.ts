import { expect, test } from 'vitest';
import { outagePace } from '../../src/domain/outage-pace.ts';

/** Which of these are noted. */
function noted(...seen: ['up' | 'down', atMs: number][]): boolean[] {
  const pace = outagePace();
  return seen.map(([state, at]) => pace(state, at));
}

test('the first that is seen is noted, and what goes on every ten seconds', () => {
  expect(noted(['up', 0], ['up', 9_999], ['up', 10_000], ['up', 19_999])).toEqual([true, false, true, false]);
  expect(noted(['down', 0], ['down', 9_999], ['down', 10_000])).toEqual([true, false, true]);
});

test('that it went down is noted at once, and that it is up again', () => {
  expect(noted(['up', 0], ['down', 1], ['up', 2])).toEqual([true, true, true]);
  expect(noted(['down', 0], ['up', 1])).toEqual([true, true]);
});

test('what answers every other call goes down once in ten seconds', () => {
  const calls = Array.from({ length: 200 }, (_, nth): ['up' | 'down', number] => [nth % 2 === 0 ? 'up' : 'down', nth * 100]);
  const pace = outagePace();
  const downs = calls.filter(([state, at]) => pace(state, at) && state === 'down');
  expect(downs.length).toBeLessThanOrEqual(3);
});

test('a source that stays down is noted to be, however short the while before', () => {
  expect(noted(['down', 0], ['up', 1], ['down', 2], ['down', 10_000], ['down', 10_001])).toEqual([
    true,
    true,
    false,
    false,
    true,
  ]);
});
