import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseExplain } from '../../src/domain/command-text/parse-explain.ts';

describe('/nightlatch explain', () => {
  it.each([
    ['db-prod for 30m', { kind: 'asked', words: 'db-prod for 30m' }],
    ['', { kind: 'asked', words: '' }],
    ['<@U02BOB|bob> db-prod in INC-42', { kind: 'asked', of: 'U02BOB', words: 'db-prod in INC-42' }],
    ['  <@W02BOB>   db-prod', { kind: 'asked', of: 'W02BOB', words: 'db-prod' }],
    ['<@U02BOB>', { kind: 'asked', of: 'U02BOB', words: '' }],
    ['db-prod because <@U02BOB> asks', { kind: 'asked', words: 'db-prod because <@U02BOB> asks' }],
  ])('%j', (text, reading) => {
    expect(parseExplain(text)).toEqual(reading);
  });

  it.each(['@bob db-prod', '<@bob> db-prod', '<!channel> db-prod'])('%j names nobody', (text) => {
    expect(parseExplain(text)).toMatchObject({ kind: 'refused', because: { code: 'not-understood' } });
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void parseExplain(text)));
  });
});
