import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseUnlock, type UnlockContext, type UnlockReading } from '../../src/domain/command-text/parse-unlock.ts';

const VARIABLES: Record<string, string[]> = {
  'db-prod': ['DATABASE_URL', 'PGPASSWORD', 'DB'],
  'db-replica': ['DATABASE_URL_RO'],
};

const context: UnlockContext = {
  // A Sunday, 04:17 in Berlin.
  now: Temporal.Instant.from('2026-11-22T03:17:00Z'),
  timezone: 'Europe/Berlin',
  resourceNames: ['db-prod', 'db-replica', 'feature-flags'],
  variablesOf: (resource) => VARIABLES[resource] ?? [],
};

const read = (text: string): UnlockReading => parseUnlock(text, context);

function requestOf(text: string) {
  const reading = read(text);
  if (reading.kind !== 'request') throw new Error(`${text}: ${JSON.stringify(reading)}`);
  const { time, ...rest } = reading.request;
  const said = time.kind === 'for' ? time.duration.toString() : time.kind === 'until' ? time.at.toString() : time.kind;
  return { ...rest, time: said };
}

function refusalOf(text: string) {
  const reading = read(text);
  if (reading.kind !== 'refused') throw new Error(`${text}: ${JSON.stringify(reading)}`);
  return reading.because;
}

const mistakesOf = (text: string) => {
  const refusal = refusalOf(text);
  return refusal.code === 'not-understood' ? refusal.mistakes : refusal;
};

describe('what /unlock understands', () => {
  const plain = { resource: 'db-prod', variables: [], time: 'default', breakGlass: false };

  it.each([
    ['db-prod', plain],
    ['  db-prod  ', plain],
    ['db-prod for 30m', { ...plain, time: 'PT30M' }],
    ['db-prod for 1h30m', { ...plain, time: 'PT1H30M' }],
    ['db-prod for 24h', { ...plain, time: 'PT24H' }],
    ['db-prod until 07:30', { ...plain, time: '2026-11-22T06:30:00Z' }],
    ['db-prod until 7:30', { ...plain, time: '2026-11-22T06:30:00Z' }],
    ['db-prod until 04:17', { ...plain, time: '2026-11-23T03:17:00Z' }],
    ['db-prod until shift-end', { ...plain, time: 'until-shift-end' }],
    ['db-prod in INC-42', { ...plain, incident: { number: 42 } }],
    ['db-prod in 42', { ...plain, incident: { number: 42 } }],
    ['db-prod in Q1ABCDEF2345', { ...plain, incident: { id: 'Q1ABCDEF2345' } }],
    ['db-prod PGPASSWORD', { ...plain, variables: ['PGPASSWORD'] }],
    ['db-prod DB', { ...plain, variables: ['DB'] }],
    ['db-prod PGPASSWORD DATABASE_URL PGPASSWORD', { ...plain, variables: ['PGPASSWORD', 'DATABASE_URL'] }],
    ['db-prod because replica lag', { ...plain, reason: 'replica lag' }],
    ['db-prod replica lag', { ...plain, reason: 'replica lag' }],
    ['db-prod quick look because replica lag', { ...plain, reason: 'quick look because replica lag' }],
    [
      'db-prod because replica lag for 30m in INC-42 PGPASSWORD',
      { ...plain, reason: 'replica lag', time: 'PT30M', incident: { number: 42 }, variables: ['PGPASSWORD'] },
    ],
    [
      'db-prod in INC-42 PGPASSWORD for 30m because the API is down',
      { ...plain, reason: 'the API is down', time: 'PT30M', incident: { number: 42 }, variables: ['PGPASSWORD'] },
    ],
    ['db-prod FOR 30m Because x', { ...plain, time: 'PT30M', reason: 'x' }],
  ])('%s', (text, request) => {
    expect(requestOf(text)).toEqual(request);
  });

  it.each([
    ['DB-Prod', plain],
    ['db–prod', plain],
    ['db—prod', plain],
    ['db\u2011prod', plain],
    ['db\u2212prod\u00a0for\u202f30m', { ...plain, time: 'PT30M' }],
    ['Db-prod in INC–42', { ...plain, incident: { number: 42 } }],
    ['db-prod until shift—end', { ...plain, time: 'until-shift-end' }],
    ['db-prod because “replica lag for 2h” for 30m', { ...plain, reason: 'replica lag for 2h', time: 'PT30M' }],
    ['db-prod because "replica lag"', { ...plain, reason: 'replica lag' }],
    ['db-prod ‘replica lag in prod’ for 30m', { ...plain, reason: 'replica lag in prod', time: 'PT30M' }],
  ])('forgives what a phone types: %s', (text, request) => {
    expect(requestOf(text)).toEqual(request);
  });

  it.each([
    ['db-prod because waiting for Bob in the API room until Monday', 'waiting for Bob in the API room until Monday'],
    ['db-prod because waiting for 3 pods', 'waiting for 3 pods'],
    ['db-prod for 30m because the disk was full for 2h', 'the disk was full for 2h'],
    ['db-prod because "unclosed', '"unclosed'],
    ['db-prod because because', 'because'],
    ['db-prod DB is slow on S3, see INC-42', 'is slow on S3, see INC-42'],
    ['db-prod look at OPS-12', 'look at OPS-12'],
    ['db-prod I think', 'I think'],
  ])('leaves the reason alone: %s', (text, reason) => {
    expect(requestOf(text).reason).toBe(reason);
  });

  it('opens help and the empty window', () => {
    expect(read('')).toEqual({ kind: 'empty' });
    expect(read(' \u00a0 ')).toEqual({ kind: 'empty' });
    expect(read('help')).toEqual({ kind: 'help' });
  });
});

describe('what /unlock refuses', () => {
  it.each([
    ['db-prod for banana', [{ kind: 'bad-duration', word: 'banana', why: 'not-a-duration' }]],
    ['db-prod for 90', [{ kind: 'bad-duration', word: '90', why: 'not-a-duration' }]],
    ['db-prod for 30 min', [{ kind: 'bad-duration', word: '30', why: 'not-a-duration' }]],
    ['db-prod for 30M', [{ kind: 'bad-duration', word: '30M', why: 'not-a-duration' }]],
    ['db-prod for 1.5h', [{ kind: 'bad-duration', word: '1.5h', why: 'not-a-duration' }]],
    ['db-prod for 30m1h', [{ kind: 'bad-duration', word: '30m1h', why: 'not-a-duration' }]],
    ['db-prod for NaN', [{ kind: 'bad-duration', word: 'NaN', why: 'not-a-duration' }]],
    ['db-prod for -5m', [{ kind: 'bad-duration', word: '-5m', why: 'not-positive' }]],
    ['db-prod for –5m', [{ kind: 'bad-duration', word: '–5m', why: 'not-positive' }]],
    ['db-prod for 0m', [{ kind: 'bad-duration', word: '0m', why: 'not-positive' }]],
    ['db-prod for 900h', [{ kind: 'bad-duration', word: '900h', why: 'too-long' }]],
    ['db-prod for 24h1s', [{ kind: 'bad-duration', word: '24h1s', why: 'too-long' }]],
    ['db-prod for 99999999999999999999h', [{ kind: 'bad-duration', word: '99999999999999999999h', why: 'too-long' }]],
    ['db-prod because lag for 900h', [{ kind: 'bad-duration', word: '900h', why: 'too-long' }]],
    ['db-prod for', [{ kind: 'missing-after', word: 'for' }]],
    ['db-prod for because lag', [{ kind: 'missing-after', word: 'for' }]],
    ['db-prod until', [{ kind: 'missing-after', word: 'until' }]],
    ['db-prod because', [{ kind: 'missing-after', word: 'because' }]],
    ['db-prod until 25:00', [{ kind: 'bad-time', word: '25:00' }]],
    ['db-prod until 7am', [{ kind: 'bad-time', word: '7am' }]],
    ['db-prod until 07:60', [{ kind: 'bad-time', word: '07:60' }]],
    ['db-prod until tomorrow', [{ kind: 'bad-time', word: 'tomorrow' }]],
    ['db-prod in prod', [{ kind: 'bad-incident', word: 'prod' }]],
    ['db-prod in INC-0', [{ kind: 'bad-incident', word: 'INC-0' }]],
    ['db-prod for 30m until 07:30', [{ kind: 'said-twice', word: 'until' }]],
    ['db-prod in 42 in 43', [{ kind: 'said-twice', word: 'in' }]],
    ['db-prod break-glass breakglass', [{ kind: 'said-twice', word: 'break-glass' }]],
    ['db-prod break glass for 30m break-glass', [{ kind: 'said-twice', word: 'break-glass' }]],
    ['db-prod for break-glass', [{ kind: 'missing-after', word: 'for' }]],
    ['break-glass db-prod', [{ kind: 'bad-resource', word: 'break-glass' }]],
    ['break glass db-prod', [{ kind: 'bad-resource', word: 'break-glass' }]],
    ['for 30m', [{ kind: 'bad-resource', word: 'for' }]],
    [
      'db-prod for banana until noon in prod',
      [
        { kind: 'bad-duration', word: 'banana', why: 'not-a-duration' },
        { kind: 'bad-time', word: 'noon' },
        { kind: 'bad-incident', word: 'prod' },
      ],
    ],
  ])('%s', (text, mistakes) => {
    expect(mistakesOf(text)).toEqual(mistakes);
  });

  it.each([
    ['db-prd', 'db-prd', ['db-prod']],
    ['db', 'db', ['db-prod', 'db-replica']],
    ['db_prod', 'db_prod', ['db-prod']],
    ['db-prod.', 'db-prod.', ['db-prod']],
    ['../db-prod', '../db-prod', []],
    ['db-prod\u0000', 'db-prod', ['db-prod']],
    ['db\u200b-prod', 'db-prod', ['db-prod']],
    ['__proto__', '__proto__', []],
    ['constructor', 'constructor', []],
    ['banana', 'banana', []],
  ])('an unknown resource, with the nearest: %j', (text, word, nearest) => {
    expect(refusalOf(text)).toEqual({ code: 'unknown-resource', word, nearest });
  });

  it('takes no letter of another alphabet for one of a name', () => {
    const withK = { ...context, resourceNames: ['k8s'] };
    expect(parseUnlock('K8s', withK).kind).toBe('request');
    expect(parseUnlock('\u212a8s', withK).kind).toBe('refused');
  });

  it.each([
    ['db-prod PGPASWORD', 'PGPASWORD', ['PGPASSWORD']],
    ['db-prod DATABASE-URL', 'DATABASE-URL', ['DATABASE_URL']],
    ['db-prod PGPASSWORD,', 'PGPASSWORD', ['PGPASSWORD']],
    ['db-replica PGPASSWORD', 'PGPASSWORD', []],
    ['db-prod the API is down', 'API', []],
    ['db-prod because lag for 30m PGPASWORD', 'PGPASWORD', ['PGPASSWORD']],
  ])('a word in capitals that is no variable: %s', (text, word, nearest) => {
    const resource = text.split(' ')[0];
    expect(refusalOf(text)).toEqual({ code: 'unknown-variable', word, resource, nearest });
  });
});

describe('the reason', () => {
  it('is one visible line of at most 500 characters', () => {
    expect(requestOf('db-prod because a\u202eb\u200bc\u0007 d\n\te').reason).toBe('abc d e');
    expect(requestOf(`db-prod because ${'x'.repeat(10_000)}`).reason).toBe(`${'x'.repeat(499)}…`);
    expect(requestOf(`db-prod because ${'x'.repeat(500)}`).reason).toBe('x'.repeat(500));
    expect(requestOf(`db-prod because ${'😀'.repeat(500)}`).reason).toBe('😀'.repeat(500));
    expect([...(requestOf(`db-prod because ${'😀'.repeat(600)}`).reason ?? '')]).toHaveLength(500);
  });

  it('is absent when nothing visible is left', () => {
    expect(requestOf('db-prod because \u200b\u202e')).not.toHaveProperty('reason');
  });

  it('keeps what would be markup, for whoever shows it to escape', () => {
    expect(requestOf('db-prod because <!channel> Approved by *Bob*').reason).toBe('<!channel> Approved by *Bob*');
  });
});

describe('until, across daylight saving', () => {
  it.each([
    // In spring 02:30 doesn't exist on 29 March: the same distance after the gap.
    ['02:30', '2026-03-29T00:30:00Z', '2026-03-29T01:30:00Z'],
    ['07:00', '2026-03-28T23:00:00Z', '2026-03-29T05:00:00Z'],
    // In autumn 02:30 comes twice on 25 October.
    ['02:30', '2026-10-25T00:00:00Z', '2026-10-25T00:30:00Z'],
    ['02:30', '2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z'],
    ['02:30', '2026-10-25T01:30:00Z', '2026-10-26T01:30:00Z'],
    ['07:00', '2026-10-24T23:00:00Z', '2026-10-25T06:00:00Z'],
  ])('%s asked at %s is %s', (text, now, at) => {
    const reading = parseUnlock(`db-prod until ${text}`, { ...context, now: Temporal.Instant.from(now) });
    expect(reading).toMatchObject({ kind: 'request', request: { time: { kind: 'until' } } });
    if (reading.kind === 'request' && reading.request.time.kind === 'until') expect(reading.request.time.at.toString()).toBe(at);
  });
});

describe('for any text', () => {
  const word = fc.oneof(
    fc.constantFrom(
      'db-prod',
      'for',
      'until',
      'in',
      'because',
      'break-glass',
      'break',
      'glass',
      'PGPASSWORD',
      'NOPE',
      '30m',
      '07:30',
      'shift-end',
      'INC-42',
      '"',
      '“x',
      'y”',
    ),
    fc.string({ unit: 'binary' }),
    fc.string(),
  );
  const text = fc.array(word, { maxLength: 12 }).map((words) => words.join(' '));

  it('the parser answers, gives only variables of the resource, and a reason of at most 500 visible characters', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          text,
          text.map((rest) => `db-prod ${rest}`),
        ),
        (words) => {
          const reading = read(words);
          if (reading.kind !== 'request') return;
          const { resource, variables, reason = '', time } = reading.request;
          expect(context.resourceNames).toContain(resource);
          for (const variable of variables) expect(VARIABLES[resource]).toContain(variable);
          expect([...reason].length).toBeLessThanOrEqual(500);
          expect(reason).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
          if (time.kind === 'for') expect(time.duration.total('hours')).toBeLessThanOrEqual(24);
          if (time.kind === 'until') expect(Temporal.Instant.compare(time.at, context.now)).toBe(1);
        },
      ),
      { numRuns: 3000 },
    );
  });

  it('a megabyte is read, not feared', () => {
    expect(read('x'.repeat(1_000_000)).kind).toBe('refused');
    expect(read(`db-prod ${'for '.repeat(250_000)}`).kind).toBe('refused');
    expect(read(`db-prod because ${'“ '.repeat(300_000)}`).kind).toBe('request');
    expect(read(`db-prod ${"'a ".repeat(300_000)}`).kind).toBe('request');
  });
});
