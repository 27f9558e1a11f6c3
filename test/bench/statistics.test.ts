import { expect, test } from 'vitest';
import { countOver, median, percentile, summary } from '../../bench/statistics.ts';

const ONE_TO_HUNDRED = Array.from({ length: 100 }, (_, nth) => 100 - nth);

test('a percentile is a value that was measured, by nearest rank', () => {
  expect(percentile(ONE_TO_HUNDRED, 0.5)).toBe(50);
  expect(percentile(ONE_TO_HUNDRED, 0.99)).toBe(99);
  expect(percentile(ONE_TO_HUNDRED, 1)).toBe(100);
  expect(percentile([7], 0.99)).toBe(7);
});

test('of fewer than a hundred values the p99 is the largest', () => {
  expect(percentile([3, 1, 2], 0.99)).toBe(3);
});

test('values are ordered as numbers, and the caller keeps its own order', () => {
  const values = [10, 9, 100];
  expect(summary(values)).toEqual({ count: 3, p50: 10, p99: 100, max: 100 });
  expect(values).toEqual([10, 9, 100]);
});

test('the median of an even number of values lies between the two in the middle', () => {
  expect(median([4, 1, 3, 2])).toBe(2.5);
  expect(median([5, 1, 3])).toBe(3);
});

test('nothing measured has no figure', () => {
  expect(() => percentile([], 0.5)).toThrow(RangeError);
  expect(() => median([])).toThrow(RangeError);
  expect(() => percentile([1], 0)).toThrow(RangeError);
});

test('a value at the bound is not over it', () => {
  expect(countOver([299, 300, 301], 300)).toBe(1);
});
