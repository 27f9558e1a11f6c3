import { describe, expect, test } from 'vitest';
import { pagerDutyClient } from '../../src/adapters/on-call/pagerduty/client.ts';
import { pagerDutyOnCall } from '../../src/adapters/on-call/pagerduty/source.ts';
import { decideAccess } from '../../src/domain/decide-access.ts';
import type { Facts, Plan } from '../../src/domain/facts.ts';
import type { Rule } from '../../src/domain/policy.ts';
import type { AccessRequest } from '../../src/domain/request.ts';
import { Secret } from '../../src/domain/secret.ts';
import type { PagerDutyFault } from '../../src/sandbox/pagerduty/fault.ts';
import { askTarget } from '../../src/use-cases/ask-target.ts';
import { factsAt } from '../../src/use-cases/gather-facts.ts';
import { aResource, aRule, aTarget } from '../builders/a-policy.ts';
import { aPagerDutyWorld } from '../contracts/a-pagerduty-world.ts';

// Line B5 of the list of bad input.

const AT = Temporal.Instant.from('2026-03-02T03:17:00Z');
const REQUEST = { resource: 'db-prod', channel: 'C0', variables: [], breakGlass: false, reason: '', time: { kind: 'default' } };
const APPROVE = { by: [{ kind: 'group', group: 'leads' }], count: 1, within: Temporal.Duration.from({ minutes: 15 }) } as const;
const ON_CALL = aRule({ name: 'on call', when: { onCall: ['db-primary'] } });
const NOBODY_ASKED = { ...ON_CALL, settled: Temporal.Duration.from({ minutes: 15 }) };
const SETTLED = { ...NOBODY_ASKED, unsettledApproval: APPROVE };

type World = Awaited<ReturnType<typeof aWorld>>;

/** Alice's night on db-primary, as PagerDuty has it. */
async function aWorld() {
  const { sandbox, ...world } = await aPagerDutyWorld();
  const { state } = sandbox.pagerDuty;
  const night = { user: 'PALICE1', start: AT.subtract({ hours: 8 }), end: AT.add({ hours: 4 }) };
  state.addSchedule({ id: 'PABC123', name: 'db-primary', timezone: 'UTC', shifts: [night] });
  const stands = { type: 'schedule' as const, id: 'PABC123' };
  state.policies.set('PXYZ789', { id: 'PXYZ789', name: 'Checkout', levels: [[stands]] });
  const client = pagerDutyClient({
    ...{ token: new Secret(sandbox.pagerDutyToken), url: sandbox.pagerDutyUrl },
    limits: { call: 500, check: 900 },
  });
  const ask = async (): Promise<Facts> => ({
    ...{ person: 'alice', sourceUser: { known: true, value: 'PALICE1' }, plans: new Map() },
    ...{ incidents: { known: true, value: [] }, members: new Map() },
    shifts: new Map([
      ['db-primary', await askTarget({ onCall: pagerDutyOnCall(client) }, aTarget(), { from: AT, until: AT.add({ hours: 25 }) })],
    ]),
  });
  return { ...world, ask, state, pagerDuty: sandbox.pagerDuty, shift: night };
}

function decide(facts: Facts, rule: Rule = ON_CALL) {
  return decideAccess(REQUEST as AccessRequest, aResource({ rules: [rule] }), facts, AT);
}

/** `allow`, `ask`, or why not. */
function outcome(facts: Facts, rule?: Rule): string {
  const decision = decide(facts, rule);
  return decision.outcome === 'refuse' ? decision.because.code : decision.outcome;
}

test('whoever is on call is let in, so that the rest means something', async () => {
  await using world = await aWorld();
  expect(outcome(await world.ask())).toBe('allow');
});

test.each<[string, (world: World) => void]>([
  ['whose shift was over a second ago', ({ shift }) => Object.assign(shift, { end: AT.subtract({ seconds: 1 }) })],
  ['whose shift is over now', ({ shift }) => Object.assign(shift, { end: AT })],
  ['whose shift begins in a second', ({ shift }) => Object.assign(shift, { start: AT.add({ seconds: 1 }) })],
  ['who is somebody else', ({ shift }) => Object.assign(shift, { user: 'PBOB002' })],
  ['where nobody is', ({ state }) => Object.assign(state.schedule('PABC123'), { shifts: [] })],
  ['on the second level', ({ state }) => state.policies.get('PXYZ789')?.levels.unshift([])],
  ['by name alone', ({ state }) => state.policies.get('PXYZ789')?.levels.splice(0, 1, [{ type: 'user', id: 'PALICE1' }])],
])('one %s is not on call', async (_, arrange) => {
  await using world = await aWorld();
  arrange(world);
  expect(outcome(await world.ask())).toBe('not-allowed');
});

test.each<PagerDutyFault>([
  ...[500, 502, 503, 429, 401, 403, 400, 404],
  ...(['hang', 'html', 'bad-json', 'empty', 'wrong-shape', 'huge', 'redirect', 'drop'] as const),
])('an answer that is %s leaves it unknown, which opens nothing', async (fault) => {
  await using world = await aWorld();
  world.pagerDuty.failNext('/oncalls', fault, 10);
  expect(outcome(await world.ask())).toBe('cannot-tell');
});

test('a schedule that was deleted leaves it unknown', async () => {
  await using world = await aWorld();
  world.state.deleteSchedule('PABC123');
  expect(outcome(await world.ask())).toBe('cannot-tell');
});

test.each([
  ['0s', 'allow'],
  ['15s', 'allow'],
  ['15.001s', 'cannot-tell'],
  ['3600s', 'cannot-tell'],
])('an answer of %s ago: %s', async (age, wanted) => {
  await using world = await aWorld();
  const asked = AT.subtract(Temporal.Duration.from(`PT${age}`));
  expect(outcome(factsAt(await world.ask(), asked, AT))).toBe(wanted);
});

describe('an override that was just added', () => {
  const planOf = (facts: Facts, ago: string, shifts: Plan['shifts']): Facts => {
    const key = facts.shifts.get('db-primary')?.[0]?.key ?? '';
    return { ...facts, plans: new Map([[key, [{ source: key, readAt: AT.subtract(ago), shifts }]]]) };
  };

  test('needs a yes where the plan of a quarter of an hour ago has none, or none is known', async () => {
    await using world = await aWorld();
    const facts = await world.ask();
    expect(outcome(planOf(facts, 'PT15M', []), SETTLED)).toBe('ask');
    expect(outcome(facts, SETTLED)).toBe('ask');
    expect(outcome(facts, NOBODY_ASKED)).toBe('not-settled');
  });

  test('opens once it was planned for so long', async () => {
    await using world = await aWorld();
    const facts = await world.ask();
    const [said] = facts.shifts.get('db-primary') ?? [];
    const planned = said?.known ? said.value : [];
    expect(outcome(planOf(facts, 'PT14M59S', planned), SETTLED)).toBe('ask');
    expect(outcome(planOf(facts, 'PT15M', planned), SETTLED)).toBe('allow');
  });
});
