import { describe, expect, test } from 'vitest';
import { pinoLogger } from '../../src/adapters/system/logger.ts';
import { Secret } from '../../src/domain/secret.ts';
import type { LogFields } from '../../src/ports/logger.ts';
import { SourceUnavailable } from '../../src/ports/on-call-source.ts';
import { SecretUnavailable } from '../../src/ports/secret-source.ts';
import { StoreUnavailable } from '../../src/ports/store.ts';

const CANARY = 'canary-7Qm2-nightlatch-do-not-use';

function aLog(level: 'info' | 'warn' | 'error' = 'info') {
  const written: string[] = [];
  const log = pinoLogger({ level, destination: { write: (line) => written.push(line) } });
  return { log, written, lines: () => written.map((line) => JSON.parse(line)) };
}

describe('a log line', () => {
  test('is an event with its fields', () => {
    const { log, lines } = aLog();
    log.info('grant ended', { grant: 'g1', reads: 2, shown: true });
    expect(lines()).toEqual([
      { level: 'info', time: expect.any(String), event: 'grant ended', grant: 'g1', reads: 2, shown: true },
    ]);
  });

  test('is left out below the level', () => {
    const { log, lines } = aLog('warn');
    log.info('one');
    log.warn('two');
    log.error('three');
    expect(lines().map((line) => [line.level, line.event])).toEqual([
      ['warn', 'two'],
      ['error', 'three'],
    ]);
  });

  test('holds nothing but strings, numbers and booleans', () => {
    const { log, written } = aLog();
    const fields = {
      secret: new Secret(CANARY),
      body: { value: CANARY },
      list: [CANARY],
      call: () => CANARY,
      none: undefined,
      big: 1n,
    };
    log.info('odd', { ...fields, kept: 'yes' } as unknown as LogFields);
    expect(written.join()).not.toContain('canary');
    expect(JSON.parse(written[0]!)).toMatchObject({ event: 'odd', kept: 'yes' });
    expect(Object.keys(JSON.parse(written[0]!))).toEqual(['level', 'time', 'event', 'kept']);
  });

  test.each([
    ['a line break', 'a\nb\r\nc'],
    ['a colour', '\u001b[31mred'],
    ['a C1 control', '\u009b31m'],
    ['a line separator', 'a\u2028b'],
    ['a text that runs backwards', '\u202eevil'],
    ['a zero-width blank', 'a\u200bb'],
    ['half a character', 'a\ud800b'],
    ['quotes and a forged end', '"}\n{"level":"info","event":"forged"}'],
  ])('stays one printable line with %s', (_, text) => {
    const { log, written } = aLog();
    log.info(text, { reason: text, [text]: 1 });
    expect(written).toHaveLength(1);
    expect(written[0]).toMatch(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*\n$/u);
    expect(JSON.parse(written[0]!).level).toBe('info');
  });

  test('keeps 500 characters of a string', () => {
    const { log, lines } = aLog();
    log.info('long', { reason: 'x'.repeat(10_000) });
    expect(lines()[0].reason).toBe(`${'x'.repeat(500)}…`);
  });

  test('keeps its own words for itself', () => {
    const { log, written } = aLog();
    log.warn('real', { level: 'info', event: 'forged', time: 'never', error: 'no' });
    expect(JSON.parse(written[0]!)).toMatchObject({ level: 'warn', event: 'real' });
    expect(written[0]).not.toMatch(/forged|never/);
  });
});

describe('an error in the log', () => {
  const logged = (error: unknown) => {
    const { log, lines, written } = aLog();
    log.error('failed', { grant: 'g1' }, error);
    expect(written.join()).not.toContain('canary');
    return lines()[0].error;
  };

  test.each([
    [new SourceUnavailable('PagerDuty', 'timeout'), 'PagerDuty did not answer (timeout)'],
    [new StoreUnavailable(), 'the database did not answer'],
    [new SecretUnavailable('damaged', { source: 'sealed', path: 'db-prod/url' }), 'sealed db-prod/url: damaged'],
  ])('of ours says its message: %s', (error, message) => {
    expect(logged(error)).toEqual({ name: error.name, message });
  });

  test('of somebody else says its name, code and place, never its message', () => {
    const error = Object.assign(new TypeError(`bad value ${CANARY}`), {
      code: 'ERR_BAD',
      detail: CANARY,
      query: { text: CANARY },
    });
    const kept = logged(error);
    expect(kept).toEqual({ name: 'TypeError', code: 'ERR_BAD', stack: expect.any(Array) });
    expect(kept.stack[0]).toMatch(/^at .*logger\.test\.ts:\d+:\d+\)?$/);
  });

  test.each([
    ['a message of many lines', new Error(`a\n    at ${CANARY} (file:///x.ts:1:1)\n    at Object.${CANARY} (/y.ts:2:2)`)],
    ['a message changed since', Object.assign(new Error(`was ${CANARY}`), { message: 'is' })],
    ['a code with the value in it', Object.assign(new Error('x'), { code: `E ${CANARY}` })],
    ['a stack that is something else', Object.assign(new Error('x'), { stack: { toString: () => CANARY } })],
    ['no stack but the value', Object.assign(new Error('x'), { stack: CANARY })],
    ['a thrown string', CANARY],
    ['a thrown object', { message: CANARY }],
    ['a thrown null', null],
  ])('leaks nothing of %s', (_, error) => {
    expect(logged(error)).toHaveProperty('name');
  });

  test('names its causes the same way', () => {
    const cause = Object.assign(new Error(CANARY), { code: 'ECONNREFUSED' });
    expect(logged(new StoreUnavailable({ cause }))).toMatchObject({
      name: 'StoreUnavailable',
      cause: { name: 'Error', code: 'ECONNREFUSED' },
    });
  });

  test('that is its own cause ends', () => {
    const error = new StoreUnavailable();
    error.cause = error;
    expect(logged(error)).toMatchObject({ cause: { cause: { cause: { name: 'StoreUnavailable' } } } });
  });
});
