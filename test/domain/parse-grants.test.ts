import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseGrants } from '../../src/domain/command-text/parse-grants.ts';

const RESOURCES = ['db-prod', 'db-replica'];

function filterOf(text: string) {
  const reading = parseGrants(text, RESOURCES);
  if (reading.kind !== 'grants') throw new Error(JSON.stringify(reading));
  const { history, ...rest } = reading.filter;
  return history ? { ...rest, history: history.toString() } : rest;
}

function refusalOf(text: string) {
  const reading = parseGrants(text, RESOURCES);
  return reading.kind === 'refused' ? reading.because : reading;
}

describe('what /grants understands', () => {
  it.each([
    ['', { whose: 'mine' }],
    ['all', { whose: 'all' }],
    ['All', { whose: 'all' }],
    ['<@U01ALICE>', { whose: { slackId: 'U01ALICE' } }],
    ['<@U01ALICE|alice>', { whose: { slackId: 'U01ALICE' } }],
    ['db-prod', { whose: 'all', resource: 'db-prod' }],
    ['Db–prod', { whose: 'all', resource: 'db-prod' }],
    ['mine db-prod', { whose: 'mine', resource: 'db-prod' }],
    ['history 7d', { whose: 'mine', history: 'PT168H' }],
    ['history 12h', { whose: 'mine', history: 'PT12H' }],
    ['history 4w', { whose: 'mine', history: 'PT672H' }],
    ['history 7d db-prod', { whose: 'all', resource: 'db-prod', history: 'PT168H' }],
    ['all history 7d', { whose: 'all', history: 'PT168H' }],
    ['<@U02BOB|bob> history 7d db-prod', { whose: { slackId: 'U02BOB' }, resource: 'db-prod', history: 'PT168H' }],
    ['exposed', { whose: 'all', exposed: true }],
    ['Exposed db-prod', { whose: 'all', resource: 'db-prod', exposed: true }],
    ['db-retired exposed', { whose: 'all', resource: 'db-retired', exposed: true }],
    ['mine exposed history 7d', { whose: 'mine', history: 'PT168H', exposed: true }],
    ['history 7d db-retired', { whose: 'all', resource: 'db-retired', history: 'PT168H' }],
  ])('%j', (text, filter) => {
    expect(filterOf(text)).toEqual(filter);
  });

  it('shows help', () => {
    expect(parseGrants('help', RESOURCES)).toEqual({ kind: 'help' });
  });
});

describe('what /grants refuses', () => {
  const misunderstood = (...mistakes: object[]) => ({ code: 'not-understood', mistakes });

  it.each([
    ['@bob', misunderstood({ kind: 'bad-person', word: '@bob' })],
    ['<@bob>', misunderstood({ kind: 'bad-person', word: '<@bob>' })],
    ['<!channel>', misunderstood({ kind: 'bad-person', word: '<!channel>' })],
    ['history', misunderstood({ kind: 'missing-after', word: 'history' })],
    ['history 7', misunderstood({ kind: 'bad-history', word: '7' })],
    ['history -7d', misunderstood({ kind: 'bad-history', word: '-7d' })],
    ['history 0d', misunderstood({ kind: 'bad-history', word: '0d' })],
    ['history 367d', misunderstood({ kind: 'bad-history', word: '367d' })],
    ['history 99999999999d', misunderstood({ kind: 'bad-history', word: '99999999999d' })],
    ['history 7d history 8d', misunderstood({ kind: 'said-twice', word: 'history' })],
    ['exposed db-prod exposed', misunderstood({ kind: 'said-twice', word: 'exposed' })],
    ['all <@U02BOB>', misunderstood({ kind: 'said-twice', word: '<@U02BOB>' })],
    ['db-prod db-replica', misunderstood({ kind: 'said-twice', word: 'db-replica' })],
    ['db-prd', { code: 'unknown-resource', word: 'db-prd', nearest: ['db-prod'] }],
    ['history 7d ../x', { code: 'unknown-resource', word: '../x', nearest: [] }],
    ['__proto__', { code: 'unknown-resource', word: '__proto__', nearest: [] }],
  ])('%s', (text, refusal) => {
    expect(refusalOf(text)).toEqual(refusal);
  });

  it('never by throwing', () => {
    const word = fc.oneof(
      fc.constantFrom('all', 'mine', 'exposed', 'history', '7d', 'db-prod', '<@U02BOB>'),
      fc.string({ unit: 'binary' }),
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 8 }), (words) => {
        expect(parseGrants(words.join(' '), RESOURCES)).toHaveProperty('kind');
      }),
    );
  });
});
