import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { pinoLogger } from '../../src/adapters/system/logger.ts';
import { prettyLines } from '../../src/adapters/system/pretty-lines.ts';
import { standardOutput } from '../../src/adapters/system/standard-output.ts';
import { Secret } from '../../src/domain/secret.ts';
import { StoreUnavailable } from '../../src/ports/store.ts';

const CANARY = 'canary-7Qm2-nightlatch-do-not-use';

function aPrettyLog() {
  const written: string[] = [];
  const log = pinoLogger({ level: 'info', destination: prettyLines({ write: (line) => void written.push(line) }) });
  return { log, written, plain: () => written.map((line) => stripVTControlCharacters(line)) };
}

describe('the log for people', () => {
  it('is a line an entry, with its local time', () => {
    const { log, plain } = aPrettyLog();
    log.info('grant ended', { grant: 'g1', reads: 2 });
    log.error('cards not delivered', {}, new StoreUnavailable());
    expect(plain()).toEqual([
      expect.stringMatching(/^\[\d\d:\d\d:\d\d\] INFO: grant ended \{"grant":"g1","reads":2\}\n$/),
      expect.stringMatching(/^\[\d\d:\d\d:\d\d\] ERROR: cards not delivered \{"error":\{"name":"StoreUnavailable".*\}\}\n$/),
    ]);
  });

  it('lets through no more than the other', () => {
    const { log, written } = aPrettyLog();
    log.info('odd', { secret: new Secret(CANARY), body: { value: CANARY } } as unknown as { [key: string]: string });
    log.error('failed', {}, new TypeError(CANARY));
    expect(written.join('')).not.toContain('canary');
  });

  it.each([
    ['a line break', 'a\nb'],
    ['a colour', '\u001b[31mred'],
    ['a C1 control', '\u009b31m'],
    ['half a character', 'a\ud800b'],
  ])('stays one line that moves no cursor with %s', (_, text) => {
    const { log, plain } = aPrettyLog();
    log.info(text, { reason: text });
    expect(plain().join('')).toMatch(/^[^\p{Cc}\p{Cf}]*\n$/u);
  });
});

describe('standard output', () => {
  const LOGS = `
    import { pinoLogger } from ${JSON.stringify(new URL('../../src/adapters/system/logger.ts', import.meta.url).href)};
    const log = pinoLogger({ level: 'info' });
    for (let line = 1; line <= 2000; line += 1) log.info('line', { line });
    process.exitCode = 7;`;

  it('that nobody reads any more doesn’t end the process', async () => {
    const child = spawn(process.execPath, ['--input-type=module', '--eval', LOGS], { stdio: ['ignore', 'pipe', 'inherit'] });
    child.stdout.destroy();
    expect((await once(child, 'exit'))[0]).toBe(7);
  });

  it('has every line when the process ends at once', async () => {
    const child = spawn(process.execPath, ['--input-type=module', '--eval', `${LOGS} process.exit(7);`], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    expect((await once(child, 'close'))[0]).toBe(7);
    expect(said.trim().split('\n')).toHaveLength(2000);
  });

  it.runIf(process.platform === 'linux')('on a full disk loses lines and nothing else', () => {
    const full = openSync('/dev/full', 'w');
    const log = pinoLogger({ level: 'info', destination: standardOutput(full) });
    for (let line = 1; line <= 100; line += 1) expect(() => log.info('line', { line })).not.toThrow();
    closeSync(full);
    expect(() => log.info('line')).not.toThrow();
  });
});
