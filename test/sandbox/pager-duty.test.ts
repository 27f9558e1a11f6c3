import { api } from '@pagerduty/pdjs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/start-sandbox.ts';

let sandbox: Sandbox;
let seeded: Temporal.Instant;

beforeEach(async () => {
  sandbox = await startSandbox();
  const hers = sandbox.pagerDuty.state.schedule('db-primary').shifts.find(({ user }) => user === 'PALICE1');
  seeded = hers!.start.add({ hours: 4 });
});
afterEach(() => sandbox.close());

type Body = Record<string, unknown>;
interface Options {
  method?: string;
  body?: unknown;
  headers?: Record<string, string>;
}

async function ask(path: string, { method = 'GET', body, headers = {} }: Options = {}): Promise<{ status: number; body: Body }> {
  const response = await fetch(`${sandbox.pagerDutyUrl}${path}`, {
    method,
    redirect: 'manual',
    headers: {
      authorization: `Token token=${sandbox.pagerDutyToken}`,
      accept: 'application/vnd.pagerduty+json;version=2',
      'content-type': 'application/json',
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : (text as never) };
}

interface OnCall {
  user: { id: string; email?: string };
  schedule: { id: string } | null;
  escalation_policy: { id: string };
  escalation_level: number;
  start: string | null;
  end: string | null;
}
const onCalls = async (query: string) => (await ask(`/oncalls?${query}`)).body.oncalls as OnCall[];
/** An instant that many hours after the seed's own now. */
const hours = (hours: number) => seeded.add({ hours });

describe('who asks', () => {
  test('needs the token and the version', async () => {
    expect((await ask('/users', { headers: { authorization: 'Token token=other' } })).status).toBe(401);
    expect((await ask('/users', { headers: { authorization: `Bearer ${sandbox.pagerDutyToken}` } })).status).toBe(401);
    expect((await ask('/users', { headers: { accept: 'application/json' } })).status).toBe(406);
    expect((await ask('/nowhere')).body).toEqual({ error: { code: 2100, message: 'Not Found' } });
  });

  test('is understood when it is pdjs', async () => {
    const answer = await api({
      url: `${sandbox.pagerDutyUrl}/users`,
      method: 'GET',
      token: sandbox.pagerDutyToken,
      queryParameters: { query: 'alice' },
    });
    expect(answer.data.users).toMatchObject([{ id: 'PALICE1', email: 'alice@example.com', invitation_sent: false }]);
    expect(sandbox.pagerDuty.requestsTo('/users')).toMatchObject([{ status: 200, method: 'GET' }]);
  });
});

describe('users', () => {
  test('are searched by a part of name or address', async () => {
    const ids = async (query: string) =>
      ((await ask(`/users?query=${query}`)).body.users as { id: string }[]).map(({ id }) => id);
    expect(await ids('ob')).toEqual(['PBOB002']);
    expect(await ids('EXAMPLE.com')).toEqual(['PALICE1', 'PBOB002', 'PCAROL3', 'PHEIDI4']);
    expect(await ids('nobody')).toEqual([]);
    expect((await ask('/users/PHEIDI4')).body.user).toMatchObject({ invitation_sent: true });
  });

  test('come 25 a page, at most 100, and never past ten thousand', async () => {
    for (let n = 0; n < 130; n += 1) {
      const user = { id: `PX${n}`, name: `X${n}`, email: `x${n}@example.com`, timezone: 'UTC', invitationSent: false };
      sandbox.pagerDuty.state.users.set(user.id, user);
    }
    const page = async (query: string) => (await ask(`/users?${query}`)).body;
    expect(await page('')).toMatchObject({ limit: 25, offset: 0, more: true, total: null });
    const large = await page('limit=500&total=true');
    expect([large.limit, (large.users as unknown[]).length, large.total]).toEqual([100, 100, 134]);
    expect(await page('limit=100&offset=100')).toMatchObject({ more: false });
    expect((await ask('/users?limit=100&offset=9999')).status).toBe(400);
    expect((await ask('/users?limit=many')).status).toBe(400);
  });
});

describe('on call', () => {
  test('the same shift comes back once for each policy and level', async () => {
    const found = await onCalls('schedule_ids[]=PABC123');
    expect(found.map((one) => [one.user.id, one.escalation_policy.id, one.escalation_level])).toEqual([
      ['PALICE1', 'PXYZ789', 1],
      ['PALICE1', 'PEP2', 1],
    ]);
    expect(found[0]).toMatchObject({ start: hours(-4).toString(), end: hours(1).toString() });
  });

  test('a permanent target has no schedule and no times', async () => {
    const found = await onCalls('user_ids[]=PBOB002&escalation_policy_ids[]=PXYZ789');
    expect(found).toMatchObject([{ schedule: null, start: null, end: null, escalation_level: 3 }]);
  });

  test("Alice's two shifts are adjacent and end in four hours; then it is Bob", async () => {
    const query = `schedule_ids[]=PABC123&escalation_policy_ids[]=PEP2&since=${hours(0)}&until=${hours(9)}`;
    const found = await onCalls(query);
    expect(found.map(({ user, end }) => [user.id, end])).toEqual([
      ['PALICE1', hours(1).toString()],
      ['PALICE1', hours(4).toString()],
      ['PBOB002', hours(12).toString()],
    ]);
    expect((await onCalls(`${query}&earliest=true`)).map(({ user }) => user.id)).toEqual(['PALICE1', 'PBOB002']);
  });

  test("follows the sandbox's clock, and an override", async () => {
    const now = async () => (await onCalls('escalation_policy_ids[]=PEP2&include[]=users')).map(({ user }) => user.email);
    expect(await now()).toEqual(['alice@example.com']);
    await sandbox.clock.advance({ hours: 4 });
    expect(await now()).toEqual(['bob@example.com']);
    sandbox.pagerDuty.putOnCall('db-primary', 'PCAROL3');
    expect(await now()).toEqual(['carol@example.com']);
    await sandbox.clock.advance({ hours: 8 });
    expect(await now()).toEqual(['alice@example.com']);
  });

  test('a shift is over at its end, not after it', async () => {
    const end = hours(4);
    const at = (instant: Temporal.Instant) => onCalls(`escalation_policy_ids[]=PEP2&since=${instant}&until=${instant}`);
    expect((await at(end.subtract({ seconds: 1 })))[0]?.user.id).toBe('PALICE1');
    expect((await at(end))[0]?.user.id).toBe('PBOB002');
  });

  test('a schedule clips its shifts to the window unless overflow is asked for', async () => {
    const entries = async (more: string) => {
      const { schedule } = (await ask(`/schedules/PABC123?since=${hours(0)}&until=${hours(2)}${more}`)).body as unknown as {
        schedule: { final_schedule: { rendered_schedule_entries: { start: string; end: string }[] } };
      };
      return schedule.final_schedule.rendered_schedule_entries.map(({ start, end }) =>
        [start, end].map((one) => Temporal.Instant.from(one).toString()),
      );
    };
    expect(await entries('')).toEqual([
      [hours(0).toString(), hours(1).toString()],
      [hours(1).toString(), hours(2).toString()],
    ]);
    expect((await entries('&overflow=true'))[1]).toEqual([hours(1).toString(), hours(4).toString()]);
    const people = async (window: string) => ((await ask(`/schedules/PABC123/users${window}`)).body.users as unknown[]).length;
    expect([await people(''), await people(`?since=${hours(0)}&until=${hours(1)}`)]).toEqual([2, 1]);
  });

  test('an override is made and listed by the API', async () => {
    const override = { start: hours(0).toString(), end: hours(1).toString(), user: { id: 'PBOB002', type: 'user_reference' } };
    expect(await ask('/schedules/PABC123/overrides', { method: 'POST', body: { override } })).toMatchObject({ status: 201 });
    const listed = (await ask(`/schedules/PABC123/overrides?since=${hours(0)}&until=${hours(1)}`)).body.overrides;
    expect(listed).toMatchObject([{ user: { id: 'PBOB002' } }]);
    expect((await ask('/schedules/PABC123/overrides')).status).toBe(400);
    expect((await onCalls('schedule_ids[]=PABC123'))[0]?.user.id).toBe('PBOB002');
  });
});

describe('incidents', () => {
  const from = { headers: { from: 'alice@example.com' } };

  test('name their opener only in the log', async () => {
    const { incident } = (await ask('/incidents/PINC042')).body;
    expect(incident).toMatchObject({
      incident_number: 42,
      status: 'triggered',
      urgency: 'high',
      service: { id: 'PSVC123', summary: 'Checkout' },
    });
    expect((incident as unknown as { first_trigger_log_entry: object }).first_trigger_log_entry).not.toHaveProperty('agent');
    const { log_entries } = (await ask('/incidents/42/log_entries')).body;
    expect(log_entries).toMatchObject([{ type: 'trigger_log_entry', agent: { type: 'service_reference', id: 'PSVC123' } }]);
    sandbox.pagerDuty.openIncident('Mine', 'PPAY456', 'PALICE1');
    const { incident: mine } = (await ask('/incidents/43?include[]=first_trigger_log_entries')).body;
    expect(mine).toMatchObject({ first_trigger_log_entry: { agent: { type: 'user_reference', id: 'PALICE1' } } });
    expect((await ask('/incidents/999')).status).toBe(404);
  });

  test('are filtered and sorted', async () => {
    sandbox.pagerDuty.openIncident('Web', 'PCHECKOUT');
    sandbox.pagerDuty.setIncident(42, 'resolved');
    const numbers = async (query: string) =>
      ((await ask(`/incidents?${query}`)).body.incidents as { incident_number: number }[]).map((one) => one.incident_number);
    expect(await numbers('')).toEqual([42, 43]);
    expect(await numbers('sort_by=created_at:desc')).toEqual([43, 42]);
    expect(await numbers('statuses[]=triggered&statuses[]=acknowledged')).toEqual([43]);
    expect(await numbers('service_ids[]=PSVC123')).toEqual([42]);
    expect(await numbers('limit=1&offset=1')).toEqual([43]);
    expect(await numbers(`since=${hours(1)}`)).toEqual([]);
  });

  test('are acknowledged and resolved once, by somebody', async () => {
    const put = (status: string, more: Options = from) =>
      ask('/incidents/PINC042', { method: 'PUT', body: { incident: { type: 'incident_reference', status } }, ...more });
    expect((await put('resolved', {})).status).toBe(400);
    expect((await put('acknowledged')).body.incident).toMatchObject({ status: 'acknowledged', resolved_at: null });
    expect((await put('resolved')).body.incident).toMatchObject({ status: 'resolved', resolved_at: expect.any(String) });
    expect((await put('acknowledged')).status).toBe(400);
  });

  test('take notes from a known address only', async () => {
    const note = { note: { content: 'Alice unlocked db-prod' } };
    expect((await ask('/incidents/42/notes', { method: 'POST', body: note })).status).toBe(400);
    expect((await ask('/incidents/42/notes', { method: 'POST', body: note, headers: { from: 'x@example.com' } })).status).toBe(
      400,
    );
    expect((await ask('/incidents/42/notes', { method: 'POST', body: note, ...from })).status).toBe(200);
    expect((await ask('/incidents/42/notes')).body.notes).toMatchObject([
      { content: 'Alice unlocked db-prod', user: { id: 'PALICE1' } },
    ]);
  });
});

describe('the account', () => {
  test('has policies with levels and services', async () => {
    const { escalation_policies } = (await ask('/escalation_policies?query=checkout')).body as unknown as {
      escalation_policies: { escalation_rules: { targets: { id: string }[] }[] }[];
    };
    const levels = escalation_policies[0]?.escalation_rules.map(({ targets }) => targets.map(({ id }) => id));
    expect(levels).toEqual([['PABC123'], ['PDEF456'], ['PALICE1', 'PBOB002', 'PCAROL3']]);
    expect((await ask('/services')).body.services).toMatchObject([
      { id: 'PSVC123', status: 'critical' },
      { id: 'PCHECKOUT' },
      { id: 'PPAY456' },
    ]);
    expect((await ask('/schedules?query=second')).body.schedules).toMatchObject([{ id: 'PDEF456' }]);
  });
});

describe('faults', () => {
  test('come as planned, then all is well', async () => {
    const { pagerDuty } = sandbox;
    for (const fault of [503, 429, 'html', 'bad-json', 'empty', 'redirect', 'huge', 'wrong-shape'] as const)
      pagerDuty.failNext('/oncalls', fault);
    const raw = async () => {
      const response = await fetch(`${sandbox.pagerDutyUrl}/oncalls`, { redirect: 'manual' });
      return { status: response.status, text: await response.text(), reset: response.headers.get('ratelimit-reset') };
    };
    expect(await raw()).toMatchObject({ status: 503 });
    expect(await raw()).toMatchObject({ status: 429, reset: '37' });
    expect(await raw()).toMatchObject({ status: 502, text: expect.stringContaining('<html>') });
    const bad = await raw();
    expect(() => JSON.parse(bad.text)).toThrow();
    expect(await raw()).toMatchObject({ status: 200, text: '' });
    expect(await raw()).toMatchObject({ status: 302 });
    expect((await raw()).text.length).toBeGreaterThan(10_000_000);
    expect((await raw()).text).toContain('"oncalls": "soon"');
    expect((await ask('/oncalls')).status).toBe(200);
    pagerDuty.failNext(/.*/, 'drop');
    await expect(ask('/users')).rejects.toThrow();
  });

  test('hold for every call while a mode lasts', async () => {
    sandbox.pagerDuty.mode = 'error-502';
    expect([(await ask('/users')).status, (await ask('/oncalls')).status]).toEqual([502, 502]);
    sandbox.pagerDuty.mode = 'hanging';
    const giveUp = new AbortController();
    const asking = fetch(`${sandbox.pagerDutyUrl}/users`, { signal: giveUp.signal });
    await sandbox.pagerDuty.state.changes.until(
      () => sandbox.pagerDuty.requests.find(({ path, status }) => path === '/users' && status === 0),
      () => 'nobody asked',
    );
    giveUp.abort();
    await expect(asking).rejects.toThrow();
    sandbox.pagerDuty.heal();
    expect((await ask('/users')).status).toBe(200);
  });
});
