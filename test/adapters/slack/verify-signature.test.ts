import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { isSignedBySlack } from '../../../src/adapters/slack/verify-signature.ts';
import { Secret } from '../../../src/domain/secret.ts';

// Bolt verifies once more behind the door; here the door alone is asked.
const NOW = Temporal.Instant.from('2026-11-22T02:17:00Z');
const SECONDS = NOW.epochMilliseconds / 1000;
const body = Buffer.from('command=%2Funlock');

function isSigned(timestamp: string[], signature?: string[], over = body): boolean {
  const hmac = createHmac('sha256', 'the-secret').update(`v0:${timestamp[0]}:`).update(body).digest('hex');
  const headers = { 'x-slack-request-timestamp': timestamp, 'x-slack-signature': signature ?? [`v0=${hmac}`] };
  return isSignedBySlack(headers, over, new Secret('the-secret'), NOW);
}

test('an honest signature is taken', () => {
  expect(isSigned([String(SECONDS)])).toBe(true);
});

test.each([
  [-301, false],
  [-300, true],
  [60, true],
  [61, false],
  [86_400, false],
])('a time %i s from now: %s', (offset, taken) => {
  expect(isSigned([String(SECONDS + offset)])).toBe(taken);
});

describe('not taken', () => {
  const now = String(SECONDS);
  test.each(['Infinity', '1e3', 'abc', '', ` ${now}`, `${now}.0`, `-${now}`, `0x${now}`, `${now}, ${now}`])(
    'the time %j',
    (timestamp) => {
      expect(isSigned([timestamp])).toBe(false);
    },
  );

  test('two headers of one kind, or none', () => {
    const hmac = createHmac('sha256', 'the-secret').update(`v0:${now}:`).update(body).digest('hex');
    expect(isSigned([now, now])).toBe(false);
    expect(isSigned([now], [`v0=${hmac}`, `v0=${hmac}`])).toBe(false);
    expect(isSigned([])).toBe(false);
    expect(isSigned([now], [])).toBe(false);
    expect(isSignedBySlack({}, body, new Secret('the-secret'), NOW)).toBe(false);
  });

  test.each(['v0=', `v0=${'0'.repeat(64)}`, `v0=${'0'.repeat(63)}`, `v1=${'0'.repeat(64)}`, '0'.repeat(64)])(
    'the signature %s',
    (signature) => {
      expect(isSigned([now], [signature])).toBe(false);
    },
  );

  test('another body', () => {
    expect(isSigned([now], undefined, Buffer.from('command=%2Fgrants'))).toBe(false);
  });
});
