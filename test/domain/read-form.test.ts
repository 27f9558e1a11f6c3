import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { formOfRequest } from '../../src/domain/command-text/form-of-request.ts';
import { nextTimeOfDay } from '../../src/domain/command-text/next-time-of-day.ts';
import { readForm } from '../../src/domain/command-text/read-form.ts';
import type { AccessRequest } from '../../src/domain/request.ts';
import { emptyForm, type UnlockForm } from '../../src/domain/unlock-form.ts';
import { aResource, aRule } from '../builders/a-policy.ts';

const glass = aRule({ name: 'break glass', breakGlass: true, reasonRequired: true });
const RESOURCES = new Map(
  [
    aResource({ rules: [aRule(), glass] }),
    aResource({ name: 'payments-db', rules: [aRule({ reasonRequired: true }), aRule({ reasonRequired: true }), glass] }),
    aResource({ name: 'mixed', rules: [aRule({ reasonRequired: true }), aRule(), glass] }),
    aResource({ name: 'ruleless', rules: [] }),
  ].map((one) => [one.name, one]),
);
// A Sunday, 04:17 in Berlin.
const CLOCK = { now: Temporal.Instant.from('2026-11-22T03:17:00Z'), timezone: 'Europe/Berlin' };

const form = (given: Partial<UnlockForm> = {}): UnlockForm => ({ ...emptyForm('db-prod'), ...given });
const read = (given: Partial<UnlockForm> = {}) => readForm(form(given), RESOURCES, CLOCK);

function requestOf(given: Partial<UnlockForm>) {
  const reading = read(given);
  if (reading.kind !== 'request') throw new Error(JSON.stringify(reading));
  const { time, ...rest } = reading.request;
  const said = time.kind === 'for' ? String(time.duration) : time.kind === 'until' ? String(time.at) : time.kind;
  return { ...rest, time: said };
}

function mistakesOf(given: Partial<UnlockForm>) {
  const reading = read(given);
  if (reading.kind !== 'mistaken') throw new Error(JSON.stringify(reading));
  return reading.mistakes.map(({ field, because }) => {
    const of = because.code === 'not-understood' ? because.mistakes.map((one) => one.kind) : [because.code];
    return `${field}: ${of.join(', ')}`;
  });
}

describe('what the form understands', () => {
  const plain = { resource: 'db-prod', variables: [], time: 'default', breakGlass: false };

  it('a resource alone is all that its rule gives, for its usual time', () => {
    expect(requestOf({})).toEqual(plain);
  });

  it.each([
    ['30m', 'PT30M'],
    [' 1h30m ', 'PT1H30M'],
    ['for 2h', 'PT2H'],
    ['24h', 'PT24H'],
    ['07:30', '2026-11-22T06:30:00Z'],
    ['until 7:30', '2026-11-22T06:30:00Z'],
    ['04:17', '2026-11-23T03:17:00Z'],
    ['shift-end', 'until-shift-end'],
    ['Until shift–end', 'until-shift-end'],
    ['', 'default'],
    [' \u00a0 ', 'default'],
  ])('time %j', (time, said) => {
    expect(requestOf({ time })).toEqual({ ...plain, time: said });
  });

  it.each([
    ['INC-42', { number: 42 }],
    ['42', { number: 42 }],
    ['Q1XYZABC', { id: 'Q1XYZABC' }],
  ])('incident %j', (incident, name) => {
    expect(requestOf({ incident })).toEqual({ ...plain, incident: name });
  });

  it('variables, once each, a reason as it is kept, and break glass', () => {
    const given = { variables: ['PGPASSWORD', 'PGPASSWORD'], reason: ' replica\n lag\u202e ', breakGlass: true };
    expect(requestOf(given)).toEqual({ ...plain, variables: ['PGPASSWORD'], reason: 'replica lag', breakGlass: true });
  });
});

describe('what it does not understand, by field', () => {
  it.each(['0', '0m', '-1', '-1m', '25h', 'soon', '30 min', 'until', 'until noon', 'for', '24:00', '1e9', 'NaN'])(
    'time %j',
    (time) => {
      expect(mistakesOf({ time })).toEqual([expect.stringMatching(/^time: bad-(duration|time)$/)]);
    },
  );

  it.each(['tonight', 'INC-0', 'INC-42 INC-43', '-1', 'inc'])('incident %j', (incident) => {
    expect(mistakesOf({ incident })).toEqual(['incident: bad-incident']);
  });

  it.each(['', 'DB-PROD', 'db-prod ', '__proto__', 'constructor', '../db-prod'])('resource %j', (resource) => {
    expect(mistakesOf({ resource, time: 'soon' })).toEqual(['resource: unknown-resource']);
  });

  it("another resource's variable", () => {
    expect(mistakesOf({ variables: ['PGPASSWORD', 'FLAGS_TOKEN'] })).toEqual(['variables: unknown-variable']);
  });

  it('all at once', () => {
    const given = { resource: 'payments-db', variables: ['X'], time: 'soon', incident: 'x', reason: '\u200b ' };
    expect(mistakesOf(given)).toEqual([
      'variables: unknown-variable',
      'time: bad-duration',
      'incident: bad-incident',
      'reason: reason-required',
    ]);
  });
});

describe('a reason', () => {
  it('is missed where every rule that counts wants one', () => {
    expect(mistakesOf({ resource: 'payments-db' })).toEqual(['reason: reason-required']);
    expect(mistakesOf({ breakGlass: true })).toEqual(['reason: reason-required']);
  });

  it('is not where a rule gives it without', () => {
    for (const resource of ['db-prod', 'mixed', 'ruleless']) expect(read({ resource }).kind).toBe('request');
    expect(read({ resource: 'ruleless', breakGlass: true }).kind).toBe('request');
  });
});

const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '',
    'db-prod',
    'payments-db',
    '30m',
    '24h',
    '24h1s',
    '07:30',
    'shift-end',
    'INC-42',
    'until 03:00',
    'x'.repeat(5000),
  ),
);
const anyForm: fc.Arbitrary<UnlockForm> = fc.record({
  resource: anyText,
  variables: fc.array(fc.oneof(anyText, fc.constantFrom('PGPASSWORD', 'DATABASE_URL'))),
  time: anyText,
  incident: anyText,
  reason: anyText,
  breakGlass: fc.boolean(),
});

test('any form is read without a throw, and what it asks for is within the limits', () => {
  fc.assert(
    fc.property(anyForm, (given) => {
      const reading = readForm(given, RESOURCES, CLOCK);
      if (reading.kind === 'mistaken') {
        expect(reading.mistakes.length).toBeGreaterThan(0);
        return;
      }
      const { resource, variables, time, reason } = reading.request;
      expect(RESOURCES.has(resource)).toBe(true);
      expect(variables.every((name) => RESOURCES.get(resource)?.variables.has(name))).toBe(true);
      if (time.kind === 'for') expect(time.duration.total('seconds')).toSatisfy((s: number) => s > 0 && s <= 86_400);
      expect([...(reason ?? 'x')].length).toSatisfy((length: number) => length > 0 && length <= 500);
    }),
    { numRuns: 500 },
  );
});

function nextAt(minute: number, { now, timezone }: typeof CLOCK): Temporal.Instant {
  const text = new Temporal.PlainTime().add({ minutes: minute }).toString({ smallestUnit: 'minute' });
  const at = nextTimeOfDay(text, timezone, now);
  if (!at) throw new Error(`${text} is no time of day`);
  return at;
}

test('a form made of a request asks for the same', () => {
  const anyTime = fc.oneof(
    fc.constantFrom({ kind: 'default' } as const, { kind: 'until-shift-end' } as const),
    fc.integer({ min: 1, max: 86_400 }).map((seconds) => ({ kind: 'for', seconds }) as const),
    fc.integer({ min: 0, max: 1439 }).map((minute) => ({ kind: 'until', minute }) as const),
  );
  const clocks = ['2026-11-22T03:17:00Z', '2026-03-29T00:40:00Z', '2026-10-25T00:10:00Z'].flatMap((now) =>
    ['Europe/Berlin', 'Asia/Kathmandu', 'UTC'].map((timezone) => ({ now: Temporal.Instant.from(now), timezone })),
  );
  fc.assert(
    fc.property(
      fc.constantFrom(...clocks),
      anyTime,
      fc.option(
        fc.oneof(
          fc.integer({ min: 1, max: 1e9 }).map((number) => ({ number })),
          fc.constant({ id: 'Q1XYZABC' }),
        ),
        {
          nil: undefined,
        },
      ),
      fc.boolean(),
      (clock, time, incident, breakGlass) => {
        const asked: Omit<AccessRequest, 'channel'> = {
          ...{ resource: 'mixed', variables: ['PGPASSWORD'], breakGlass, reason: 'replica lag' },
          ...(incident && { incident }),
          time: { kind: 'default' },
        };
        if (time.kind === 'until-shift-end') asked.time = time;
        if (time.kind === 'for')
          asked.time = {
            kind: 'for',
            duration: Temporal.Duration.from({ seconds: time.seconds }).round({ largestUnit: 'hours' }),
          };
        if (time.kind === 'until') asked.time = { kind: 'until', at: nextAt(time.minute, clock) };
        const reading = readForm(formOfRequest(asked, clock.timezone), RESOURCES, clock);
        const request = reading.kind === 'request' ? reading.request : reading;
        expect(request).toEqual(asked);
      },
    ),
    { numRuns: 300 },
  );
});
