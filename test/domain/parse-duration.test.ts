import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDuration, writeDuration } from '../../src/domain/parse-duration.ts';

describe('durations', () => {
  it.each([
    ['', 'not-a-duration'],
    ['h', 'not-a-duration'],
    ['-', 'not-a-duration'],
    ['30', 'not-a-duration'],
    ['30m ', 'not-a-duration'],
    ['1m1h', 'not-a-duration'],
    ['1e3s', 'not-a-duration'],
    ['٣m', 'not-a-duration'],
    ['-0m', 'not-positive'],
    ['0h0m0s', 'not-positive'],
    ['24h1s', 'too-long'],
    ['86401s', 'too-long'],
  ])('%j is refused: %s', (text, why) => {
    expect(parseDuration(text)).toEqual({ ok: false, why });
  });

  it('are read as they are written', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 86_400 }), (seconds) => {
        const written = writeDuration(Temporal.Duration.from({ seconds }));
        const reading = parseDuration(written);
        expect(reading.ok && reading.duration.total('seconds')).toBe(seconds);
      }),
    );
  });
});
