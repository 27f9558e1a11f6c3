import { describe, expect, it } from 'vitest';
import { parseUnlock } from '../../src/domain/command-text/parse-unlock.ts';

function requestOf(text: string) {
  const reading = parseUnlock(text, {
    now: Temporal.Instant.from('2026-11-22T03:17:00Z'),
    timezone: 'Europe/Berlin',
    resourceNames: ['db-prod'],
    variablesOf: () => ['DATABASE_URL', 'PGPASSWORD'],
  });
  if (reading.kind !== 'request') throw new Error(`${text}: ${JSON.stringify(reading)}`);
  const { time, ...rest } = reading.request;
  return { ...rest, time: time.kind === 'for' ? time.duration.toString() : time.kind };
}

describe('the word break-glass', () => {
  const plain = { resource: 'db-prod', variables: [], time: 'default', breakGlass: false };

  it.each([
    ['db-prod break-glass', {}],
    ['db-prod Break–Glass', {}],
    ['db-prod BREAK-GLASS', {}],
    ['db-prod breakglass', {}],
    ['db-prod break glass', {}],
    ['db-prod BREAK GLASS!', {}],
    ['db-prod BREAK GLASS!!! because lag', { reason: 'lag' }],
    ['db-prod Break-Glass.', {}],
    ['db-prod BREAKGLASS, for 15m', { time: 'PT15M' }],
    ['db-prod because PagerDuty is down, BREAK-GLASS!', { reason: 'PagerDuty is down,' }],
    ['db-prod break-glass for 15m because PagerDuty is down', { time: 'PT15M', reason: 'PagerDuty is down' }],
    ['db-prod PGPASSWORD for 15m break-glass', { time: 'PT15M', variables: ['PGPASSWORD'] }],
    ['db-prod in 42 break glass replica lag', { incident: { number: 42 }, reason: 'replica lag' }],
    ['db-prod replica lag break-glass', { reason: 'replica lag' }],
    ['db-prod because PagerDuty is down break-glass', { reason: 'PagerDuty is down' }],
    ['db-prod because lag for 15m break-glass', { time: 'PT15M', reason: 'lag' }],
    ['db-prod "the glass" break-glass', { reason: 'the glass' }],
  ])('breaks glass where that is asked for: %s', (text, request) => {
    expect(requestOf(text)).toEqual({ ...plain, breakGlass: true, ...request });
  });

  it.each([
    ['db-prod because the break-glass phone is silent', 'the break-glass phone is silent'],
    ['db-prod because they had to break glass', 'they had to break glass'],
    ['db-prod they had to break glass', 'they had to break glass'],
    ['db-prod "break-glass"', 'break-glass'],
    ['db-prod the break-glass-door jams', 'the break-glass-door jams'],
    ['db-prod break, glass', 'break, glass'],
    ['db-prod break the glass', 'break the glass'],
    ['db-prod because break glass', 'break glass'],
  ])('leaves glass alone that is part of a sentence: %s', (text, reason) => {
    expect(requestOf(text)).toEqual({ ...plain, reason });
  });
});
