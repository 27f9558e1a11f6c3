import { expect, it } from 'vitest';
import { nearestNames, slips } from '../../src/domain/nearest-names.ts';

it.each([
  ['', '', 0],
  ['db-prod', 'db-prod', 0],
  ['db-prd', 'db-prod', 1],
  ['db-rpod', 'db-prod', 1],
  ['db-rpdo', 'db-prod', 2],
  ['abc', '', 3],
])('from %s to %s it is %i slips', (a, b, distance) => {
  expect(slips(a, b)).toBe(distance);
  expect(slips(b, a)).toBe(distance);
});

it('gives at most three names, nearest first, beginnings last', () => {
  const names = ['db-prod', 'db-prod-eu', 'db-prad', 'db-pred', 'unrelated'];
  expect(nearestNames('db-prod1', names)).toEqual(['db-prod', 'db-prad', 'db-pred']);
  expect(nearestNames('db', names)).toEqual(['db-prad', 'db-pred', 'db-prod']);
});

it('short words must be closer', () => {
  expect(nearestNames('ab', ['cd', 'ac', 'abcdef'])).toEqual(['ac', 'abcdef']);
});

it('a part of a name is enough, and comes behind everything nearer', () => {
  const names = ['db-prod', 'prod-db', 'payments-api'];
  expect(nearestNames('prod', names)).toEqual(['prod-db', 'db-prod']);
  expect(nearestNames('api', names)).toEqual(['payments-api']);
  expect(nearestNames('database', names)).toEqual([]);
  expect(nearestNames('od', names)).toEqual([]);
});
