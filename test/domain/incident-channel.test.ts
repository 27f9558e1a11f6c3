import { describe, expect, test } from 'vitest';
import { numbersInName } from '../../src/domain/incident-channel.ts';

describe('the numbers in a channel’s name', () => {
  test.each([
    ['inc-42', ['inc-*'], [42]],
    ['inc-42-checkout-latency', ['inc-*'], [42]],
    ['inc-0042', ['inc-*'], [42]],
    ['inc42', ['inc*'], [42]],
    ['inc_42', ['inc_*'], [42]],
    ['p1-inc-42', ['p1-inc-*'], [42]],
    ['inc-2026-11-22-42', ['inc-*'], [2026, 11, 22, 42]],
    ['inc-42-42', ['inc-*'], [42]],
    ['inc-42', ['sev-*', 'inc-*', '*-42'], [42]],
    ['störung-42', ['störung-*'], [42]],
  ])('%s by %j are %j', (name, patterns, numbers) => {
    expect(numbersInName(name, patterns)).toEqual(numbers);
  });

  test.each(['inc-checkout', 'inc-db2-down', 'inc-', 'inc-12345678901'])('%s tells none', (name) => {
    expect(numbersInName(name, ['inc-*'])).toEqual([]);
  });

  test.each([
    ['general', ['inc-*']],
    ['inc-42', []],
    ['my-inc-42', ['inc-*']],
    ['inc-42', ['inc.*']],
    ['inc-42', ['inc-']],
  ])('%s is about no incident by %j', (name, patterns) => {
    expect(numbersInName(name, patterns)).toBeUndefined();
  });

  test('a long name is judged at once, whatever the pattern', () => {
    expect(numbersInName('a'.repeat(80), ['*a*a*b'])).toBeUndefined();
  });
});
