import { expect, test } from 'vitest';
import { lockdownCommand } from '../../src/cli/server/lockdown-command.ts';
import { StoreUnavailable } from '../../src/ports/store.ts';
import { CAROL } from '../builders/a-member.ts';
import { aQuietNight, type Night, opened, present } from '../use-cases/a-quiet-night.ts';
import { aProgram, aTerminal } from './a-terminal.ts';

async function lockdown(night: Night, ...args: string[]) {
  const { terminal, seen } = aTerminal();
  const { program, run } = aProgram();
  let closed = 0;
  const close = async () => {
    closed += 1;
  };
  lockdownCommand(program, async () => ({ store: night.store, close }), terminal);
  await run('lockdown', ...args);
  return { ...seen, closed };
}

test('ends what is open, by the name of whoever ran it, and says what it did', async () => {
  const night = await aQuietNight();
  const grant = await opened(night);
  const { said, exitCode, closed } = await lockdown(night, '--because', 'a laptop was stolen');
  expect([said, exitCode, closed]).toEqual([
    [
      'Locked down since 2026-03-01T03:17:00Z.',
      'Ended: 1 open, 0 waiting.',
      'No policy in force can be read, so no channel is told.',
      'Any owner lifts it in Slack: /nightlatch lift',
    ],
    0,
    1,
  ]);
  expect((await present(night, grant)).ended?.cause).toBe('lockdown');
  expect(night.ofKind('locked-down')).toMatchObject([
    { by: { kind: 'operator', name: 'carol@bastion' }, about: { reason: 'a laptop was stolen' } },
  ]);
});

test('waits for no policy to be read: it is locked down, and nothing is open, before anybody looks whom to tell', async () => {
  const night = await aQuietNight();
  const grant = await opened(night);
  let atThatTime: unknown[] = [];
  const transaction = (work: Parameters<typeof night.store.transaction>[0]) =>
    night.store.transaction(async (tx) => {
      const textOf: typeof tx.policies.textOf = async (hash) => {
        atThatTime = [(await tx.lockdowns.current())?.reason, (await tx.grants.byId(grant.id))?.state];
        return tx.policies.textOf(hash);
      };
      return work({ ...tx, policies: { ...tx.policies, textOf } });
    });
  await lockdown({ ...night, store: { transaction } } as unknown as Night, '--because', 'a laptop was stolen');
  expect(atThatTime).toEqual(['a laptop was stolen', 'ended']);
});

test('whatever an owner calls themselves, the terminal prints one line of it', async () => {
  const night = await aQuietNight();
  await night.tx((tx) => tx.lockdowns.begin({ name: 'Carol\u001b[2J\n\u202eevil' }, 'why'));
  const { said } = await lockdown(night, '--because', 'again');
  expect(said[0]).toBe('Locked down already, since 2026-03-01T03:17:00Z by Carol [2J evil.');
});

test('a second time says who was first, and ends what was left', async () => {
  const night = await aQuietNight();
  await lockdown(night, '--because', 'a laptop was stolen');
  await opened(night);
  const { said } = await lockdown(night, '--because', 'again');
  expect(said).toEqual([
    'Locked down already, since 2026-03-01T03:17:00Z by carol@bastion.',
    'Ended: 1 open, 0 waiting.',
    'Any owner lifts it in Slack: /nightlatch lift',
  ]);
  expect(night.ofKind('locked-down')).toHaveLength(1);
});

test.each([[[]], [['--because', '']], [['--because', ' \u200b ']]])('without a reason nothing is done: %j', async (args) => {
  const night = await aQuietNight();
  const { prompted, exitCode } = await lockdown(night, ...args);
  expect([prompted, exitCode]).toEqual(['Nothing was done. Say why: nightlatch lockdown --because "a laptop was stolen"\n', 2]);
  expect(await night.tx((tx) => tx.lockdowns.current())).toBeUndefined();
});

test('a database that doesn’t answer at once is asked again', async () => {
  const night = await aQuietNight();
  let failures = 2;
  const store = {
    transaction: ((work) =>
      failures-- > 0 ? Promise.reject(new StoreUnavailable()) : night.store.transaction(work)) as typeof night.store.transaction,
  };
  const { exitCode } = await lockdown({ ...night, store } as unknown as Night, '--because', 'why');
  expect(exitCode).toBe(0);
  expect(night.ofKind('locked-down')).toHaveLength(1);
});

/** A night whose store does `happens` before its transaction of that number, and loses the answer of it where told so. */
function meddledWith(night: Night, nth: number, happens: () => Promise<unknown>, answer: 'comes' | 'is lost' = 'comes'): Night {
  let count = 0;
  const transaction: Night['store']['transaction'] = async (work) => {
    count += 1;
    const isIt = count === nth;
    if (isIt) await happens();
    const result = await night.store.transaction(work);
    if (isIt && answer === 'is lost') throw new StoreUnavailable();
    return result;
  };
  return { ...night, store: { transaction } } as unknown as Night;
}

test('lifted by somebody before it is done: it says so, and doesn’t end well', async () => {
  const night = await aQuietNight();
  const { person } = await night.callerOf(CAROL);
  const lift = () =>
    night.tx(async (tx) => {
      const lockdown = await tx.lockdowns.current();
      if (lockdown) await tx.lockdowns.lift(lockdown, { personId: person.id, name: 'Carol' });
    });
  const { said, prompted, exitCode } = await lockdown(meddledWith(night, 2, lift), '--because', 'a laptop was stolen');
  expect([prompted, exitCode]).toEqual([
    'Somebody lifted it meanwhile: nothing is locked down. Run this once more if it must be.\n',
    1,
  ]);
  expect(said.join()).not.toContain('lifts it in Slack');
});

test('begun, but the answer was lost: the channels are told all the same', async () => {
  const night = await aQuietNight();
  const { said } = await lockdown(
    meddledWith(night, 1, async () => undefined, 'is lost'),
    ...['--because', 'a laptop was stolen'],
  );
  expect(said).toContain('No policy in force can be read, so no channel is told.');
  expect(night.ofKind('locked-down')).toHaveLength(1);
});
