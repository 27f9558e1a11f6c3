import { chmod, rename, rm, writeFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { policyText, readPolicy } from '../../src/config/read-policy.ts';
import { putPolicyInForce } from '../../src/use-cases/put-policy-in-force.ts';
import { InMemoryStore } from '../fakes/in-memory-store.ts';
import { aProcess, looks, notes, type Process, textFor } from './a-policy-process.ts';

const events = ({ log }: Process) => log.lines.splice(0).map(({ event }) => event);
const inForce = async (store: InMemoryStore) =>
  store.records.filter(({ kind }) => kind === 'policy-in-force').map(({ by }) => (by.kind === 'operator' ? by.name : by.kind));

describe('a policy file that changes while the bot runs', () => {
  test('is put in force within two looks, in the name of the file, and once', async () => {
    const store = new InMemoryStore();
    const one = await aProcess(store, textFor('first'));
    await looks(one, 3);
    await one.write(textFor('second'));
    await looks(one, 1);
    expect(one.held()).toBe('first');
    await looks(one, 1);
    expect(one.held()).toBe('second');
    await looks(one, 3);
    expect(await inForce(store)).toEqual([expect.stringMatching(/^policy file on /), expect.stringMatching(/^policy file on /)]);
    expect((await notes(store)).at(-1)).toMatchObject({
      kind: 'policy-in-force',
      changes: [{ text: 'db: now is called second (was first)', opensMore: false }],
    });
  });

  test('replaced by rename, as editors do, is no other', async () => {
    const one = await aProcess(new InMemoryStore(), textFor('first'));
    await writeFile(`${one.file}.new`, textFor('second'), { mode: 0o600 });
    await rename(`${one.file}.new`, one.file);
    await looks(one, 2);
    expect(one.held()).toBe('second');
  });

  test('is read at once after SIGHUP, and where nothing changed nothing is done but a line said', async () => {
    const store = new InMemoryStore();
    const one = await aProcess(store, textFor('first'));
    await looks(one, 3);
    await one.write(textFor('second'));
    one.hup();
    await looks(one, 1);
    expect(one.held()).toBe('second');
    events(one);
    one.hup();
    await looks(one, 3);
    expect([await inForce(store), one.log.lines.splice(0)]).toEqual([
      [expect.anything(), expect.anything()],
      [expect.objectContaining({ level: 'info', event: 'policy unchanged' })],
    ]);
    one.hup();
    await looks(one, 3);
    expect(events(one)).toEqual(['policy unchanged']);
  });

  test('seen half written counts only once it is whole', async () => {
    const store = new InMemoryStore();
    const one = await aProcess(store, textFor('first'));
    await looks(one, 3);
    await one.write(
      textFor('half').replace(
        / {4}rules[\s\S]*/,
        '    variables: { PGPASSWORD: { sealed: db/password } }\n    rules: [{ name: members, when: { member: sre } }]\n',
      ),
    );
    await looks(one, 1);
    await one.write(textFor('whole'));
    await looks(one, 1);
    expect(one.held()).toBe('first');
    await looks(one, 1);
    expect(one.held()).toBe('whole');
    expect(await inForce(store)).toHaveLength(2);
  });

  test('gone for a moment between two steps of an editor is not told', async () => {
    const one = await aProcess(new InMemoryStore(), textFor('first'));
    await looks(one, 3);
    events(one);
    await rm(one.file);
    await looks(one, 1);
    await one.write(textFor('first'));
    await looks(one, 3);
    expect([events(one), one.isBroken()]).toEqual([[], false]);
  });

  test('comes into force as soon as the database answers again', async () => {
    const store = new InMemoryStore();
    const one = await aProcess(store, textFor('first'));
    await looks(one, 3);
    await one.write(textFor('second'));
    await looks(one, 1);
    store.down = true;
    await expect(one.keeper.look()).rejects.toThrow('the database did not answer');
    await expect(one.keeper.look()).rejects.toThrow('the database did not answer');
    store.down = false;
    await looks(one, 1);
    expect(one.held()).toBe('second');
  });
});

const BROKEN: [string, (one: Process) => Promise<void>][] = [
  ['not YAML', (one) => one.write('version: 1\n\tslack: {')],
  ['with a typo in a key', (one) => one.write(textFor('x').replace('resources', 'resorces'))],
  ['gone', (one) => rm(one.file)],
  ['over 1 MB', (one) => one.write(`${textFor('x')}# ${'x'.repeat(1024 * 1024)}\n`)],
  ['writable by others', (one) => chmod(one.file, 0o666)],
  ['for another workspace', (one) => one.write(textFor('x', 'T0OTHER99'))],
];

describe('a policy file that is', () => {
  test.each(BROKEN)(
    '%s keeps the one in force: all of it in the log, one note however many replicas, and still ready',
    async (_, breakIt) => {
      const store = new InMemoryStore();
      const both = [await aProcess(store, textFor('first')), await aProcess(store, textFor('first'))];
      for (const one of both) {
        await looks(one, 3);
        events(one);
        await breakIt(one);
        await looks(one, 4);
        expect(events(one)).toEqual(['policy', 'policy checked', 'the policy file is broken: the one in force stays']);
        expect([one.held(), one.isBroken(), [...one.notReady]]).toEqual(['first', true, []]);
      }
      expect((await notes(store)).filter(({ kind }) => kind === 'policy-broken')).toHaveLength(1);
      const [one] = both as [Process, Process];
      await rm(one.file, { force: true });
      await one.write(textFor('mended'));
      await looks(one, 2);
      expect([one.held(), one.isBroken()]).toEqual(['mended', false]);
    },
  );

  test('broken in ten thousand places holds nobody up with as many lines of the log', async () => {
    const one = await aProcess(new InMemoryStore(), textFor('first'));
    events(one);
    await one.write(`${textFor('first')}${Array.from({ length: 10_000 }, (_, nth) => `k${nth}: 1\n`).join('')}`);
    await looks(one, 2);
    const lines = one.log.lines.splice(0);
    expect(lines.filter(({ event }) => event === 'policy')).toHaveLength(200);
    expect(lines.find(({ event }) => event === 'policy checked')?.fields).toMatchObject({
      verdict: expect.stringContaining('10000 mistakes'),
    });
  });

  test('broken at start, with none in force: everything is refused, until it is mended', async () => {
    const store = new InMemoryStore();
    const one = await aProcess(store, 'version: 1\n');
    expect([one.held(), [...one.notReady]]).toEqual([undefined, ['no policy is in force']]);
    await one.write(textFor('mended'));
    await looks(one, 2);
    expect([one.held(), [...one.notReady]]).toEqual(['mended', []]);
  });
});

describe('two processes with files of their own', () => {
  test('hold the same: the one whose file changed last', async () => {
    const store = new InMemoryStore();
    const [one, other] = [await aProcess(store, textFor('first')), await aProcess(store, textFor('first'))];
    for (const process of [one, other]) await looks(process, 3);
    await one.write(textFor('second'));
    await looks(one, 2);
    await looks(other, 2);
    await other.keeper.look();
    expect(await inForce(store)).toHaveLength(2);
    await other.write(textFor('second'));
    await looks(other, 2);
    expect([one.held(), other.held(), (await inForce(store)).length]).toEqual(['second', 'second', 2]);
  });

  test('a process started anew with a file that was replaced follows the one in force and says how to bring it back', async () => {
    const store = new InMemoryStore();
    const one = await aProcess(store, textFor('first'));
    await one.write(textFor('second'));
    await looks(one, 3);
    const late = await aProcess(store, textFor('first'));
    expect(late.held()).toBe('second');
    expect(late.log.lines).toContainEqual(
      expect.objectContaining({
        event: 'the policy file is one that was replaced: it is not used',
        fields: expect.objectContaining({ wayOut: expect.stringContaining('nightlatch policy apply') }),
      }),
    );
    await looks(late, 4);
    expect(events(late).filter((event) => event.includes('replaced'))).toHaveLength(1);
    expect((await notes(store)).filter(({ kind }) => kind === 'policy-superseded')).toHaveLength(1);
    expect(await inForce(store)).toHaveLength(2);
    await late.write(textFor('third'));
    await looks(late, 2);
    expect([late.held(), late.isBroken()]).toEqual(['third', false]);
  });

  test('changing the file back brings the earlier one back', async () => {
    const store = new InMemoryStore();
    const one = await aProcess(store, textFor('first'));
    for (const title of ['second', 'first']) {
      await one.write(textFor(title));
      await looks(one, 3);
      expect(one.held()).toBe(title);
    }
    expect(await inForce(store)).toHaveLength(3);
  });

  test('a file that arrives late brings nothing back that somebody on the host has taken back meanwhile', async () => {
    const store = new InMemoryStore();
    const [one, late] = [await aProcess(store, textFor('first')), await aProcess(store, textFor('first'))];
    await one.write(textFor('second'));
    await looks(one, 2);
    await store.clock.advance({ seconds: 20 });
    const reading = await readPolicy(late.file);
    if (!reading.ok) throw new Error('the first policy is sound');
    const by = { kind: 'operator', name: 'carol@bastion' } as const;
    const wanted = { policy: reading.policy, text: policyText(reading.texts), by };
    await putPolicyInForce({ store, reader: { read: async () => undefined }, policy: { current: () => undefined } }, wanted);
    await looks(late, 2);
    await late.write(textFor('second'));
    await looks(late, 3);
    expect([late.held(), (await inForce(store)).at(-1)]).toEqual(['first', 'carol@bastion']);
    expect((await notes(store)).at(-1)).toMatchObject({ kind: 'policy-superseded' });
  });
});
