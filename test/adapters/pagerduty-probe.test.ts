import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Secret } from '../../src/domain/secret.ts';
import type { OnCallProbe } from '../../src/ports/on-call-probe.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';
import { openOnCallProbe } from '../../src/wiring/probes.ts';

let sandbox: Sandbox;
let probe: OnCallProbe;

beforeEach(async () => {
  sandbox = await startSandbox();
  probe = openOnCallProbe({ token: new Secret(sandbox.pagerDutyToken), url: sandbox.pagerDutyUrl }).probe;
});
afterEach(() => sandbox.close());

describe('one thing of the account', () => {
  test('is told with its name, an escalation policy with its levels, a user with their standing', async () => {
    expect(await probe.schedule('PABC123')).toEqual({ id: 'PABC123', name: 'db-primary' });
    expect(await probe.escalationPolicy('PXYZ789')).toEqual({ id: 'PXYZ789', name: 'Checkout', levels: 3 });
    expect(await probe.service('PSVC123')).toEqual({ id: 'PSVC123', name: 'Checkout', escalationPolicy: 'PXYZ789' });
    expect(await probe.user('PALICE1')).toEqual({
      id: 'PALICE1',
      name: 'Alice',
      email: 'alice@example.com',
      accepted: true,
    });
    expect(await probe.user('PHEIDI4')).toMatchObject({ accepted: false });
  });

  test.each(['schedule', 'escalationPolicy', 'service', 'user'] as const)('%s: an id that is not there is none', async (kind) => {
    expect(await probe[kind]('PNOWHERE')).toBeUndefined();
    expect(await probe[kind]('../users')).toBeUndefined();
  });

  test('a shift-based schedule is found too, and one that is not there stays none', async () => {
    sandbox.pagerDuty.state.upgradeSchedule('PABC123');
    expect(await probe.schedule('PABC123')).toEqual({ id: 'PABC123', name: 'db-primary' });
    expect(sandbox.pagerDuty.requestsTo('/v3/schedules/PABC123')).toHaveLength(1);
    expect(await probe.schedule('PABC999')).toBeUndefined();
  });
});

describe('who is on call now', () => {
  test('on a schedule: whoever holds it, on the level it stands on', async () => {
    expect(await probe.onCallNow({ schedule: 'PDEF456' })).toEqual([
      { user: { id: 'PCAROL3', name: 'Carol' }, level: 2, isPermanent: false },
    ]);
  });

  test('on an escalation policy: every level, permanent entries marked', async () => {
    const now = await probe.onCallNow({ escalationPolicy: 'PXYZ789' });
    expect(now.map(({ level, isPermanent }) => [level, isPermanent])).toEqual([
      [1, false],
      [2, false],
      [3, true],
      [3, true],
      [3, true],
    ]);
  });

  test('on a service: whoever its escalation policy has', async () => {
    expect(await probe.onCallNow({ service: 'PPAY456' })).toEqual(await probe.onCallNow({ escalationPolicy: 'PEP2' }));
    await expect(probe.onCallNow({ service: 'PNOWHERE' })).rejects.toMatchObject({ kind: 'not-there' });
  });

  test('on a schedule that stands on no escalation policy: nobody', async () => {
    sandbox.pagerDuty.state.policies.clear();
    expect(await probe.onCallNow({ schedule: 'PABC123' })).toEqual([]);
  });
});

describe('a listing', () => {
  test('has all of them, by name, over the pages', async () => {
    for (let n = 0; n < 240; n += 1) {
      const id = `PS${n}`;
      sandbox.pagerDuty.state.services.set(id, { id, name: `service ${n}`, policy: 'PEP2' });
    }
    const names = (await probe.listServices()).map(({ name }) => name);
    expect(names).toHaveLength(243);
    expect(names).toEqual(names.toSorted((a, b) => a.localeCompare(b, 'en')));
    expect((await probe.listSchedules()).map(({ name }) => name)).toEqual(['db-primary', 'db-secondary', 'db-standby']);
    expect(await probe.listEscalationPolicies()).toContainEqual({ id: 'PXYZ789', name: 'Checkout', levels: 3 });
    expect((await probe.listUsers()).map(({ name }) => name)).toEqual(['Alice', 'Bob', 'Carol', 'Heidi']);
  });
});

describe('webhook subscriptions', () => {
  test('are told with where they go, whether they are on, of what they tell, and whose', async () => {
    const { webhooks, state } = sandbox.pagerDuty;
    webhooks.subscribe('https://nl.example/webhooks/pagerduty', 'secret', ['incident.resolved']);
    const other = webhooks.subscribe('https://nl.example/x', 'secret', []);
    Object.assign(other, { active: false, temporarilyDisabled: true, filter: { type: 'service_reference', id: 'PSVC123' } });
    const [first, second] = [...state.subscriptions.keys()];
    expect(await probe.listWebhooks()).toEqual([
      {
        ...{ id: first, url: 'https://nl.example/webhooks/pagerduty', isActive: true, isDisabled: false },
        ...{ events: ['incident.resolved'], of: { kind: 'account' } },
      },
      {
        ...{ id: second, url: 'https://nl.example/x', isActive: false, isDisabled: true },
        ...{ events: [], of: { kind: 'service', id: 'PSVC123' } },
      },
    ]);
  });

  test('of a kind that is not known are no list', async () => {
    const one = sandbox.pagerDuty.webhooks.subscribe('https://nl.example/x', 'secret');
    one.filter = { type: 'service_reference' };
    await expect(probe.listWebhooks()).rejects.toMatchObject({ kind: 'shape' });
  });
});

describe('silence and refusals', () => {
  test('a token that is not taken is of kind auth', async () => {
    sandbox.pagerDuty.takesToken = false;
    await expect(probe.listSchedules()).rejects.toMatchObject({ name: 'SourceUnavailable', source: 'PagerDuty', kind: 'auth' });
    await expect(probe.schedule('PABC123')).rejects.toMatchObject({ kind: 'auth' });
  });

  test.each([
    ['error-502', 'server'],
    ['rate-limited', 'rate-limited'],
    ['nonsense', 'shape'],
  ] as const)('%s is %s', async (mode, kind) => {
    sandbox.pagerDuty.mode = mode;
    await expect(probe.schedule('PABC123')).rejects.toMatchObject({ kind });
    await expect(probe.onCallNow({ schedule: 'PABC123' })).rejects.toMatchObject({ kind });
  });
});
