import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { aBoltApp } from './a-bolt-app.ts';
import { callSlack } from './call-slack.ts';
import { pageOf } from './page-of.ts';

let sandbox: Sandbox;
let bolt: { close(): Promise<void> } | undefined;

beforeEach(async () => {
  sandbox = await startSandbox({ pagePort: 0 });
});
afterEach(async () => {
  await bolt?.close();
  bolt = undefined;
  await sandbox.close();
});

const { state, post } = pageOf(() => sandbox);

describe('the levers', () => {
  test('move the clock, the shift, the incidents and PagerDuty', async () => {
    await post('clock', { advance: 'PT5M' });
    expect((await state('U01ALICE')).world.clockOffsetSeconds).toBe(300);
    expect(await post('clock', { advance: 'five minutes' })).toMatchObject({ status: 409 });
    expect(await post('clock', { advance: '-PT5M' })).toMatchObject({ status: 409 });
    await post('shift', { schedule: 'PABC123', user: 'U02BOB' });
    const { world, people } = await state('U01ALICE');
    expect(world.schedules[0]?.onCall?.name).toBe('Bob');
    expect(people.slice(0, 2).map(({ part }) => part)).toEqual(['off call', 'on call']);
    await post('incident', { id: 'PINC042', status: 'resolved' });
    await post('incident', { open: { title: 'Slow', service: 'PPAY456', by: 'U01ALICE' } });
    expect(await post('incident', { open: { title: 'Slow', service: 'PPAY456', by: 'U07GINA' } })).toMatchObject({
      error: 'Gina has no PagerDuty account.',
    });
    await post('incident', { open: { title: 'Odd', service: 'PPAY456' } });
    const opened = [...sandbox.pagerDuty.state.incidents.values()].map(({ number, log }) => [number, log[0]?.agent.type]);
    expect(opened.slice(1)).toEqual([
      [43, 'user_reference'],
      [44, 'service_reference'],
    ]);
    await post('pagerduty', { mode: 'hanging' });
    const later = (await state('U01ALICE')).world;
    expect(later.incidents.map(({ number, status }) => [number, status])).toEqual([
      [44, 'triggered'],
      [43, 'triggered'],
      [42, 'resolved'],
    ]);
    expect(later.pagerDuty).toBe('hanging');
  });

  test('open an incident with its channel, resolve it and open it again, each only when it can be', async () => {
    await post('incident', { open: { title: 'Something is slow', service: 'PSVC123' } });
    const { conversations, world } = await state('U01ALICE');
    expect(conversations.slice(0, 3).map(({ name }) => name)).toEqual([
      'inc-42-checkout-latency',
      'inc-43-something-is-slow',
      'audit-access',
    ]);
    const id = world.incidents[0]?.id ?? '';
    expect(await post('incident', { id, status: 'triggered' })).toMatchObject({ error: 'That incident is open.' });
    await post('incident', { id, status: 'resolved' });
    expect(await post('incident', { id, status: 'acknowledged' })).toMatchObject({ status: 409 });
    await post('incident', { id, status: 'triggered' });
    expect((await state('U01ALICE')).world.incidents[0]).toMatchObject({ number: 43, status: 'triggered' });
  });

  test('share a channel, take it back, and archive it, where nobody writes any more', async () => {
    const channel = 'C0INC42';
    const seen = async () => (await state('U01ALICE')).conversations.find(({ id }) => id === channel);
    await post('channel', { channel, become: 'shared' });
    expect(await seen()).toMatchObject({ kind: 'shared', archived: false });
    await post('channel', { channel, become: 'unshared' });
    await post('channel', { channel, become: 'archived' });
    expect(await seen()).toMatchObject({ kind: 'channel', archived: true });
    const error = '#inc-42-checkout-latency is archived.';
    expect(await post('say', { as: 'U01ALICE', channel, text: 'anybody?' })).toMatchObject({ error });
    expect(await post('command', { as: 'U01ALICE', channel, text: '/grants' })).toMatchObject({ error });
    await post('channel', { channel, become: 'unarchived' });
    expect(await post('say', { as: 'U01ALICE', channel, text: 'anybody?' })).toMatchObject({ status: 200 });
    expect(await post('channel', { channel: 'C0AUDIT', become: 'shared' })).toMatchObject({ status: 409 });
    expect(await post('channel', { channel, become: 'hidden' as never })).toMatchObject({ status: 409 });
  });

  test('hand a shift over without changing whose it is', async () => {
    await post('shift', { schedule: 'PABC123', user: 'U02BOB' });
    expect((await state('U01ALICE')).world.schedules[0]).toMatchObject({ onCall: { name: 'Bob' }, holder: 'U01ALICE' });
  });

  test('make a person a guest, deactivate them and bring them back, and tell the bot each time', async () => {
    const told: [boolean, boolean | undefined][] = [];
    bolt = await aBoltApp(sandbox, (app) =>
      app.event('user_change', async ({ event: { user } }) => void told.push([user.deleted, user.is_restricted])),
    );
    const bob = async () => (await state('U01ALICE')).people.find(({ id }) => id === 'U02BOB');
    await post('person', { user: 'U02BOB', standing: 'guest' });
    expect(await bob()).toMatchObject({ part: 'guest', standing: 'guest', canAct: true });
    await post('person', { user: 'U02BOB', standing: 'deactivated' });
    expect(await bob()).toMatchObject({ part: 'deactivated', canAct: false });
    await post('person', { user: 'U02BOB', standing: 'member' });
    expect(await bob()).toMatchObject({ part: 'off call', standing: 'member', canAct: true });
    expect(told).toEqual([
      [false, true],
      [true, false],
      [false, false],
    ]);
    expect(await post('person', { user: 'U06FRANK', standing: 'guest' })).toMatchObject({ status: 409 });
    expect(await post('person', { user: 'U02BOB', standing: 'king' as never })).toMatchObject({ status: 409 });
  });

  test('change who is in a user group, and whether Slack says so', async () => {
    const lookUp = () => callSlack(sandbox, 'usergroups.users.list', { usergroup: 'S0LEADS' });
    await post('group', { group: 'S0LEADS', users: ['U07GINA'] });
    expect(await lookUp()).toMatchObject({ users: ['U07GINA'] });
    await post('groups', { lookup: 'no-plan' });
    expect(await lookUp()).toMatchObject({ error: 'plan_upgrade_required' });
    await post('groups', { lookup: 'rate-limited' });
    expect(await lookUp()).toMatchObject({ error: 'ratelimited' });
    expect((await state('U01ALICE')).world).toMatchObject({
      groups: [{ id: 'S0LEADS', handle: 'dba-leads', users: ['U07GINA'] }],
      groupLookUp: 'rate-limited',
    });
    await post('groups', { lookup: 'up' });
    expect((await lookUp()).ok).toBe(true);
    expect(await post('group', { group: 'S0LEADS', users: ['U404'] })).toMatchObject({ status: 409 });
    expect(await post('groups', { lookup: 'down' as never })).toMatchObject({ status: 409 });
  });

  test('every change is told as a new revision', async () => {
    const giveUp = new AbortController();
    const { body } = await fetch(`${sandbox.pageUrl}/sandbox/events?as=U01ALICE`, { signal: giveUp.signal });
    const reader = body!.pipeThrough(new TextDecoderStream()).getReader();
    const revision = async () => Number(/data: (\d+)/.exec((await reader.read()).value ?? '')?.[1]);
    const before = await revision();
    await post('say', { as: 'U02BOB', channel: 'C0AUDIT', text: 'hello' });
    expect(await revision()).toBeGreaterThan(before);
    giveUp.abort();
  });
});
