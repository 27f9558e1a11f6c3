import fc from 'fast-check';
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

/** Letters that are read of the two words until their distance is known. */
function lettersRead(a: string, b: string, most?: number): number {
  let read = 0;
  const counted = (text: string) =>
    new Proxy({ length: text.length } as ArrayLike<string>, {
      get(of, key) {
        if (key === 'length') return of.length;
        read += 1;
        return text[Number(key)];
      },
    });
  slips(counted(a), counted(b), most);
  return read;
}

it('words that are too far from each other are given up after a few letters, however long they are', () => {
  expect(lettersRead('a'.repeat(64), 'b'.repeat(64))).toBeGreaterThan(64 * 64);
  expect(lettersRead('a'.repeat(64), 'b'.repeat(64), 2)).toBeLessThan(100);
  expect(lettersRead('a'.repeat(64), 'a'.repeat(61), 2)).toBe(0);
});

it('of words with one beginning and one end only what lies between is compared', () => {
  const name = (middle: string) => `team-payments-production-${middle}-of-the-primary-cluster`;
  expect(lettersRead(name('aaaaaaaa'), name('bbbbbbbb'), 2)).toBeLessThan(250);
});

it('up to the limit the distance is that of a full comparison, and beyond it there is none', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 6 });
  fc.assert(
    fc.property(word, word, fc.integer({ min: 0, max: 3 }), (a, b, most) => {
      const whole = fullDistance(a, b);
      expect(slips(a, b, most)).toBe(whole <= most ? whole : Number.POSITIVE_INFINITY);
      expect(slips(a, b)).toBe(whole);
    }),
    { numRuns: 500 },
  );
});

/** As the distance is defined, every way tried. */
function fullDistance(a: string, b: string): number {
  if (a === '' || b === '') return a.length + b.length;
  const rest = (of: string, count: number) => of.slice(0, of.length - count);
  const ways = [
    fullDistance(rest(a, 1), b) + 1,
    fullDistance(a, rest(b, 1)) + 1,
    fullDistance(rest(a, 1), rest(b, 1)) + (a.at(-1) === b.at(-1) ? 0 : 1),
  ];
  const isSwapped = a.length > 1 && b.length > 1 && a.at(-1) === b.at(-2) && a.at(-2) === b.at(-1);
  return Math.min(...ways, isSwapped ? fullDistance(rest(a, 2), rest(b, 2)) + 1 : Number.POSITIVE_INFINITY);
}
