import { describe, expect, test } from 'vitest';
import { pagerDutyOnCall } from '../../src/adapters/on-call/pagerduty/source.ts';
import type { PagerDutyTarget, TargetSource } from '../../src/domain/policy.ts';
import { coverOf } from '../../src/domain/shift.ts';
import { aPagerDutyWorld } from '../contracts/a-pagerduty-world.ts';

const from = Temporal.Instant.from('2026-03-02T03:17:00Z');
const until = from.add({ hours: 24 });
const night = { start: from.subtract({ hours: 8 }), end: from.add({ hours: 4 }) };
const alice = { user: 'PALICE1', ...night };
const bob = { user: 'PBOB002', ...night };

const ofSchedule = { schedule: 'PABC123' };
const ofPolicy = { escalationPolicy: 'PXYZ789' };
const ofService = { service: 'PSVC123' };

/** A schedule of Alice's that stands first on three escalation policies, and second on another. */
async function aWorld() {
  const { sandbox, client, ...world } = await aPagerDutyWorld();
  const { state } = sandbox.pagerDuty;
  state.addSchedule({ id: 'PABC123', name: 'db-primary', timezone: 'UTC', shifts: [alice] });
  const stands = { type: 'schedule' as const, id: 'PABC123' };
  for (const id of ['PXYZ789', 'PEP2', 'PEP3']) state.policies.set(id, { id, name: id, levels: [[stands]] });
  state.policies.set('PEP4', { id: 'PEP4', name: 'PEP4', levels: [[], [stands]] });
  const asked = (of: PagerDutyTarget['of'], more: Partial<PagerDutyTarget> = {}) => {
    const target: TargetSource = { target: 'db', provider: 'pagerduty', of, levels: 1, countPermanent: false, ...more };
    return pagerDutyOnCall(client).shiftsOn(target, from, until);
  };
  const names = async (of: PagerDutyTarget['of'], more?: Partial<PagerDutyTarget>) =>
    (await asked(of, more)).map(({ user }) => user.name);
  return { ...world, sandbox, state, asked, names, calls: () => sandbox.pagerDuty.requests.map(({ path }) => path) };
}

describe('a service', () => {
  test('is on call by the escalation policy that it has now', async () => {
    await using world = await aWorld();
    expect(await world.names(ofService)).toEqual(['Alice']);
    expect(world.calls()).toEqual(['/services/PSVC123', '/oncalls']);
    world.state.policies.set('PNEW', { id: 'PNEW', name: 'New', levels: [[{ type: 'user', id: 'PBOB002' }]] });
    world.state.services.set('PSVC123', { id: 'PSVC123', name: 'Checkout', policy: 'PNEW' });
    expect(await world.names(ofService)).toEqual([]);
    expect(await world.names(ofService, { countPermanent: true })).toEqual(['Bob']);
  });

  test('counts as many levels as the target says', async () => {
    await using world = await aWorld();
    world.state.services.set('PSVC123', { id: 'PSVC123', name: 'Checkout', policy: 'PEP4' });
    expect(await world.names(ofService)).toEqual([]);
    expect(await world.names(ofService, { levels: 2 })).toEqual(['Alice']);
  });

  test('that is gone is not "nobody"', async () => {
    await using world = await aWorld();
    world.state.services.delete('PSVC123');
    await expect(world.asked(ofService)).rejects.toMatchObject({ name: 'SourceUnavailable', kind: 'not-there' });
  });
});

describe('a schedule', () => {
  test('is asked for in one call, while somebody is on it', async () => {
    await using world = await aWorld();
    expect(await world.names(ofSchedule)).toEqual(['Alice']);
    expect(world.calls()).toEqual(['/oncalls']);
  });

  test('upgraded under us goes on by its id', async () => {
    await using world = await aWorld();
    const before = await world.asked(ofSchedule);
    world.state.upgradeSchedule('PABC123');
    expect(await world.asked(ofSchedule)).toEqual(before);
  });

  test('that is shift-based may have two people at once, each with their own end', async () => {
    await using world = await aWorld();
    world.state.upgradeSchedule('PABC123').shifts.push({ ...bob, end: from.add({ hours: 9 }) });
    const shifts = await world.asked(ofSchedule);
    expect(coverOf({ pagerduty: 'PALICE1', rotation: 'alice' }, shifts, from)?.end).toEqual(from.add({ hours: 4 }));
    expect(coverOf({ pagerduty: 'PBOB002', rotation: 'bob' }, shifts, from)?.end).toEqual(from.add({ hours: 9 }));
  });

  test.each([
    ['of the older kind', (_: Awaited<ReturnType<typeof aWorld>>) => undefined],
    ['that is shift-based', ({ state }: Awaited<ReturnType<typeof aWorld>>) => state.upgradeSchedule('PABC123')],
  ])('%s without anybody on it is "nobody"', async (_, arrange) => {
    await using world = await aWorld();
    world.state.schedule('PABC123').shifts = [];
    arrange(world);
    expect(await world.names(ofSchedule)).toEqual([]);
  });

  test('that is renamed is the same', async () => {
    await using world = await aWorld();
    world.state.schedule('PABC123').name = 'Database, first line';
    expect(await world.names(ofSchedule)).toEqual(['Alice']);
  });

  test('that is deleted is not "nobody"', async () => {
    await using world = await aWorld();
    world.state.deleteSchedule('PABC123');
    await expect(world.asked(ofSchedule)).rejects.toMatchObject({ kind: 'not-there' });
  });

  test('that stands on the second level only counts from there on', async () => {
    await using world = await aWorld();
    for (const id of ['PXYZ789', 'PEP2', 'PEP3']) world.state.policies.delete(id);
    expect(await world.names(ofSchedule)).toEqual([]);
    expect(await world.names(ofSchedule, { levels: 2 })).toEqual(['Alice']);
  });

  test('through three escalation policies gives its shift once', async () => {
    await using world = await aWorld();
    expect(await world.asked(ofSchedule)).toHaveLength(1);
  });

  test('is no answer when whether it is there can not be told', async () => {
    await using world = await aWorld();
    world.state.schedule('PABC123').shifts = [];
    world.sandbox.pagerDuty.failNext('/schedules/PABC123', 500, 2);
    await expect(world.asked(ofSchedule)).rejects.toMatchObject({ kind: 'server' });
  });
});

describe('an escalation policy', () => {
  test('of three levels counts the first, unless told', async () => {
    await using world = await aWorld();
    const { state } = world;
    state.addSchedule({ id: 'PDEF456', name: 'second', timezone: 'UTC', shifts: [bob] });
    const carol = { type: 'user' as const, id: 'PCAROL3' };
    const [first, second] = ['PABC123', 'PDEF456'].map((id) => ({ type: 'schedule' as const, id }));
    state.policies.set('PXYZ789', { id: 'PXYZ789', name: 'Checkout', levels: [[first!], [second!], [carol]] });
    expect(await world.names(ofPolicy)).toEqual(['Alice']);
    expect(await world.names(ofPolicy, { levels: 2 })).toEqual(['Alice', 'Bob']);
    expect(await world.names(ofPolicy, { levels: 3 })).toEqual(['Alice', 'Bob']);
    expect(await world.names(ofPolicy, { levels: 3, countPermanent: true })).toEqual(['Alice', 'Bob', 'Carol']);
  });

  test('that is deleted is not "nobody", and one without anybody is', async () => {
    await using world = await aWorld();
    world.state.policies.set('PXYZ789', { id: 'PXYZ789', name: 'Checkout', levels: [[]] });
    expect(await world.names(ofPolicy)).toEqual([]);
    world.state.policies.delete('PXYZ789');
    await expect(world.asked(ofPolicy)).rejects.toMatchObject({ kind: 'not-there' });
  });
});
