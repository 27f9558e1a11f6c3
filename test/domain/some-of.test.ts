import fc from 'fast-check';
import { expect, test } from 'vitest';
import { someOf } from '../../src/domain/some-of.ts';

const compare = ([a, b]: [number, string], [c, d]: [number, string]) => a - c || (b < d ? -1 : b > d ? 1 : 0);

test('some of many are the first five of all of them in order, and how many there are', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(4), fc.constantFrom('a', 'b', 'ab', '')), { maxLength: 40 }), (all) => {
      const { total, first } = someOf(all, (one) => one);
      expect(total).toBe(all.length);
      expect(first).toEqual(all.toSorted(compare).slice(0, 5));
    }),
  );
});

test('of those that are alike, the first that came', () => {
  const all = Array.from({ length: 9 }, (_, nth) => ({ nth, rank: nth < 3 ? 2 : 1 }));
  expect(someOf(all, ({ rank }) => [rank]).first.map(({ nth }) => nth)).toEqual([3, 4, 5, 6, 7]);
});
