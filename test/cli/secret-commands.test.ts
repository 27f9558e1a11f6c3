import { describe, expect, test } from 'vitest';
import { openSealed, seal } from '../../src/adapters/secrets/sealed/seal.ts';
import { secretCommands } from '../../src/cli/server/secret-commands.ts';
import { MasterKey } from '../../src/domain/master-key.ts';
import type { SealedValue } from '../../src/ports/sealed-values.ts';
import { StoreUnavailable } from '../../src/ports/store.ts';
import { InMemorySealedValues } from '../fakes/in-memory-sealed-values.ts';
import { InMemoryStore } from '../fakes/in-memory-store.ts';
import { aProgram, aTerminal } from './a-terminal.ts';

const CANARY = 'canary-7Qm2-nightlatch-do-not-use';
const key = new MasterKey({ id: 'k1', bytes: Buffer.alloc(32, 7) });

function aHost({ tty = false, hasKey = true } = {}) {
  const { terminal, input, seen, pauses } = aTerminal({ tty });
  const { program, run, said } = aProgram();
  const store = new InMemoryStore();
  const values = new InMemorySealedValues(store);
  const sealed: SealedValue[] = [];
  const loads = { opened: 0, closed: 0 };
  const load = async () => {
    loads.opened += 1;
    const close = async () => {
      loads.closed += 1;
    };
    const seals = (value: Uint8Array, place: { path: string; version: number }) => {
      const row = seal(value, place, key);
      sealed.push(row);
      return row;
    };
    return { values, close, ...(hasKey && { seal: seals }) };
  };
  secretCommands(program, load, terminal);
  const stored = () =>
    sealed.map((row) => openSealed(row, key)).map((opened) => ('value' in opened ? opened.value.toString() : opened));
  return {
    input,
    seen,
    pauses,
    run,
    store,
    values,
    loads,
    stored,
    all: () => [seen.said.join('\n'), seen.prompted, said()].join('\n'),
  };
}

async function setFrom(bytes: string | Uint8Array) {
  const host = aHost();
  host.input.end(bytes);
  await host.run('secret', 'set', 'db-prod/password');
  return host;
}

describe('secret set from standard input', () => {
  test.each([
    ['without a line break', CANARY, CANARY],
    ['with one', `${CANARY}\n`, CANARY],
    ['with one of Windows', `${CANARY}\r\n`, CANARY],
    ['with two, of which it keeps one', `${CANARY}\n\n`, `${CANARY}\n`],
    ['with blanks and line breaks within', ' a\nb\t \n', ' a\nb\t '],
    ['with a byte order mark', '\ufeffx', '\ufeffx'],
    ['of 64 KiB and a line break', `${'x'.repeat(65_536)}\n`, 'x'.repeat(65_536)],
  ])('stores a value %s', async (_, bytes, value) => {
    const { stored, seen, store, loads } = await setFrom(bytes);
    expect(stored()).toEqual([value]);
    expect(seen).toEqual({ said: ['Stored db-prod/password, version 1.'], prompted: '', exitCode: 0 });
    expect(store.records).toMatchObject([
      {
        kind: 'secret-set',
        by: { kind: 'operator', name: 'carol@bastion' },
        about: { path: 'db-prod/password', version: 1, keyId: 'k1' },
      },
    ]);
    expect(loads).toEqual({ opened: 1, closed: 1 });
  });

  test.each([
    ['nothing', '', 'empty'],
    ['a line break only', '\n', 'empty'],
    ['more than 64 KiB', 'x'.repeat(65_537), 'over the limit of 64 KiB'],
    ['far more than 64 KiB', 'x'.repeat(1_000_000), 'over the limit of 64 KiB'],
    ['bytes that are no UTF-8', Buffer.from([0x63, 0xff, 0xfe]), 'no valid UTF-8'],
  ])('refuses %s', async (_, bytes, why) => {
    const { values, seen, loads } = await setFrom(bytes);
    expect(await values.list()).toEqual([]);
    expect(seen).toMatchObject({ said: [], prompted: expect.stringContaining(why), exitCode: 1 });
    expect(loads.closed).toBe(1);
  });

  test('counts versions on', async () => {
    const host = await setFrom('one');
    const again = aTerminal();
    const { program, run } = aProgram();
    secretCommands(
      program,
      async () => ({ values: host.values, seal: (v, p) => seal(v, p, key), close: async () => {} }),
      again.terminal,
    );
    again.input.end('two');
    await run('secret', 'set', 'db-prod/password');
    expect(again.seen.said).toEqual(['Stored db-prod/password, version 2.']);
    expect(openSealed((await host.values.newest('db-prod/password'))!, key)).toEqual({ value: Buffer.from('two') });
  });
});

describe('a value given as an argument', () => {
  test.each([
    [['secret', 'set', 'db-prod/password', CANARY]],
    [['secret', 'set', 'db-prod/password', `--value=${CANARY}`]],
    [['secret', 'set', 'db-prod/password', '--value', CANARY]],
    [['secret', 'set', 'db-prod/password', `-${CANARY}`]],
    [['secret', 'set', 'db-prod/password', '--', CANARY]],
    [['secret', 'set', CANARY, 'db-prod/password', 'x']],
    [['secret', 'set', `${CANARY}!`]],
  ])('is refused, with the reason and without the value: %j', async (args) => {
    const host = aHost();
    host.input.end(CANARY);
    await host.run(...args);
    expect(await host.values.list()).toEqual([]);
    expect(host.loads.opened).toBe(0);
    expect(host.seen.exitCode).toBe(1);
    expect(host.seen.prompted).toMatch(/never an argument|a path is such as/);
    expect(host.all()).not.toContain('canary');
  });
});

describe('secret set on a terminal', () => {
  async function typed(...keys: string[]) {
    const host = aHost({ tty: true });
    const run = host.run('secret', 'set', 'db-prod/password');
    for (const chunk of keys) host.input.write(chunk);
    await run;
    expect(host.all()).not.toContain('canary');
    return host;
  }

  test('asks twice, shows nothing and leaves the terminal as it was', async () => {
    const { stored, seen, input, pauses } = await typed(`${CANARY}\r`, `${CANARY}\r`);
    expect(stored()).toEqual([CANARY]);
    expect(seen.prompted).toBe('Value (not shown): \nOnce more: \n');
    expect(input.raw).toEqual([true, false, true, false]);
    // A real terminal that is paused between the two is never read again, and one that is not paused at the end keeps the process open.
    expect(pauses).toEqual([4]);
  });

  test('takes both answers from one paste, and single keys', async () => {
    expect((await typed(`${CANARY}\r${CANARY}\r`)).stored()).toEqual([CANARY]);
    expect((await typed(...`ab\rab\r`)).stored()).toEqual(['ab']);
  });

  test('takes whole characters back', async () => {
    expect((await typed('pa€\u007f\u007fä🔑\u007f\b\b\b\bxy\r', 'xy\r')).stored()).toEqual(['xy']);
  });

  test.each([
    ['two that differ', ['one\r', 'two\r'], 'differ', 1],
    ['an empty one', ['\r', '\r'], 'empty', 1],
    ['one over 64 KiB', [`${'x'.repeat(65_540)}\r`, `${'x'.repeat(65_540)}\r`], '64 KiB', 1],
    ['Ctrl-C', [`${CANARY}\u0003`], 'Nothing was stored', 130],
    ['Ctrl-C at the second', [`${CANARY}\r`, '\u0003'], 'Nothing was stored', 130],
    ['Ctrl-D', ['\u0004'], 'Nothing was stored', 130],
  ])('stores nothing at %s', async (_, keys, why, exitCode) => {
    const { values, seen, input } = await typed(...keys);
    expect(await values.list()).toEqual([]);
    expect(seen).toMatchObject({ prompted: expect.stringContaining(why), exitCode });
    expect(input.raw.at(-1)).toBe(false);
  });

  test('stores nothing when the terminal closes', async () => {
    const host = aHost({ tty: true });
    const run = host.run('secret', 'set', 'db-prod/password');
    host.input.end(CANARY);
    await run;
    expect(await host.values.list()).toEqual([]);
    expect(host.seen.prompted).toContain('the terminal closed');
  });
});

describe('the sealed values', () => {
  test('can not be set without a key, which is said before anything is asked', async () => {
    const host = aHost({ tty: true, hasKey: false });
    await host.run('secret', 'set', 'db-prod/password');
    expect(host.seen).toMatchObject({ exitCode: 1, prompted: expect.stringContaining('nightlatch key create') });
    expect(host.loads.closed).toBe(1);
  });

  test.each(['', '/', 'a//b', '../x', 'a/../b', 'a b', 'a/', '.a', 'ä'])('can not be set at %j', async (path) => {
    const host = aHost();
    await host.run('secret', 'set', path);
    expect(host.seen.exitCode).toBe(1);
    expect(host.loads.opened).toBe(0);
  });

  test('are listed by path, never by value', async () => {
    const host = await setFrom(CANARY);
    await host.run('secret', 'list');
    expect(host.seen.said.slice(1)).toEqual(['db-prod/password  version 1  key k1  set 2026-03-01T03:17:00Z']);
    expect(host.all()).not.toContain('canary');
  });

  test('are listed without a key, also when there are none', async () => {
    const host = aHost({ hasKey: false });
    await host.run('secret', 'list');
    expect(host.seen.said).toEqual(['No value is stored.']);
  });

  test('are removed with all their versions', async () => {
    const host = await setFrom(CANARY);
    await host.run('secret', 'remove', 'db-prod/password');
    expect(await host.values.list()).toEqual([]);
    expect(host.seen.said.at(-1)).toBe('Removed all versions of db-prod/password.');
    expect(host.store.records.at(-1)).toMatchObject({ kind: 'secret-removed', by: { name: 'carol@bastion' } });
  });

  test('that are not there can not be removed', async () => {
    const host = aHost();
    await host.run('secret', 'remove', 'db-prod/nothing');
    expect(host.seen).toMatchObject({
      said: [],
      exitCode: 1,
      prompted: 'Nothing was removed: there is no value at db-prod/nothing.\n',
    });
  });

  test.each([['set', 'x/y'], ['list'], ['remove', 'x/y']])('say so when the database is away: %s', async (...args) => {
    const host = aHost();
    const down = () => Promise.reject(new StoreUnavailable());
    Object.assign(host.values, { add: down, list: down, remove: down });
    host.input.end(CANARY);
    await host.run('secret', ...args);
    expect(host.seen).toMatchObject({ said: [], exitCode: 1, prompted: expect.stringContaining('The database did not answer') });
    expect(host.loads.closed).toBe(1);
  });
});
