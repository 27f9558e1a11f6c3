import type { RequestListener } from 'node:http';
import { describe, expect, test } from 'vitest';
import { pagerDutyClient } from '../../src/adapters/on-call/pagerduty/client.ts';
import { pagerDutyIncidents } from '../../src/adapters/on-call/pagerduty/incidents.ts';
import { pagerDutyOnCall } from '../../src/adapters/on-call/pagerduty/source.ts';
import { pagerDutyUsers } from '../../src/adapters/on-call/pagerduty/users.ts';
import type { TargetSource } from '../../src/domain/policy.ts';
import { Secret } from '../../src/domain/secret.ts';
import { aVendorServer } from './a-vendor-server.ts';
import { anEntry, from, target, until } from './an-on-call-entry.ts';

const TOKEN = 'canary-7Qm2-nightlatch-do-not-use';
const byPolicy: TargetSource = {
  target: 'db-primary',
  provider: 'pagerduty',
  levels: 1,
  countPermanent: false,
  of: { escalationPolicy: 'PXYZ789' },
};

const clientOf = (url: string) => pagerDutyClient({ token: new Secret(TOKEN), url });
const noAnswer = { name: 'SourceUnavailable', kind: 'shape' };
const saysJson =
  (body: unknown): RequestListener =>
  (_, response) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));

describe('an on-call answer', () => {
  test.each<[string, Record<string, unknown>, TargetSource]>([
    ['of another schedule', { schedule: { id: 'POTHER', summary: 'other' } }, target],
    ['of no schedule, when one was asked for', { schedule: null }, target],
    ['of another escalation policy', { escalation_policy: { id: 'POTHER', summary: 'other' } }, byPolicy],
    ['without a user', { user: null }, target],
    ['with a user without id', { user: { summary: 'Alice' } }, target],
    ['with an empty id', { user: { id: '', summary: 'Alice' } }, target],
    ['without a level', { escalation_level: undefined }, target],
    ['on level null', { escalation_level: null }, target],
    ['on level 0', { escalation_level: 0 }, target],
    ['on level -1', { escalation_level: -1 }, target],
    ['on level 1.5', { escalation_level: 1.5 }, target],
    ['on level "1"', { escalation_level: '1' }, target],
    ['without an end', { end: undefined }, target],
    ['with an end that is no time', { end: 'tomorrow' }, target],
    ['with an end without offset', { end: '2026-03-02T07:00:00' }, target],
    ['with an end that is a number', { end: 1772434800 }, target],
  ])('with an entry %s is no answer, whatever else it holds', async (_, more, asked) => {
    await using server = await aVendorServer(
      saysJson({ oncalls: [anEntry(), anEntry(more)], limit: 100, offset: 0, more: false }),
    );
    await expect(pagerDutyOnCall(clientOf(server.url)).shiftsOn(asked, from, until)).rejects.toMatchObject(noAnswer);
  });

  test.each([
    ['no `more`', { limit: 100, offset: 0 }],
    ['a limit of 0', { limit: 0, offset: 0, more: true }],
    ['another offset', { limit: 100, offset: 25, more: false }],
    ['more entries than its limit', { limit: 1, offset: 0, more: false }],
  ])('with %s is no answer', async (_, page) => {
    await using server = await aVendorServer(saysJson({ oncalls: [anEntry(), anEntry()], ...page }));
    await expect(pagerDutyOnCall(clientOf(server.url)).shiftsOn(target, from, until)).rejects.toMatchObject(noAnswer);
  });

  test.each([202, 400, 404])('with status %i is no answer, although it looks like one', async (status) => {
    const body = JSON.stringify({ oncalls: [anEntry()], limit: 100, offset: 0, more: false });
    await using server = await aVendorServer((_, response) => response.writeHead(status).end(body));
    await expect(pagerDutyOnCall(clientOf(server.url)).shiftsOn(target, from, until)).rejects.toMatchObject(noAnswer);
  });

  test.each([
    ['2026-03-02T03:16:59Z', 0],
    ['2026-03-02T03:17:00Z', 0],
    ['2026-03-02T03:17:01Z', 1],
  ])('with a shift that ends at %s, asked from 03:17:00, holds %i', async (end, count) => {
    await using server = await aVendorServer(saysJson({ oncalls: [anEntry({ end })], limit: 100, offset: 0, more: false }));
    expect(await pagerDutyOnCall(clientOf(server.url)).shiftsOn(target, from, until)).toHaveLength(count);
  });

  test('asks for its schedule and window only, and sends no undefined', async () => {
    await using server = await aVendorServer(saysJson({ oncalls: [anEntry()], limit: 100, offset: 0, more: false }));
    await pagerDutyOnCall(clientOf(`${server.url}/base/`)).shiftsOn(target, from, until);
    const asked = new URL(server.requests[0]?.url ?? '', 'http://localhost');
    expect([asked.pathname, server.requests[0]?.headers.authorization]).toEqual(['/base/oncalls', `Token token=${TOKEN}`]);
    expect([...asked.searchParams]).toEqual([
      ['schedule_ids[]', 'PABC123'],
      ['since', '2026-03-02T03:17:00Z'],
      ['until', '2026-03-03T03:17:00Z'],
      ['limit', '100'],
      ['offset', '0'],
    ]);
  });
});

// Anybody who may open an incident chooses its title, and everybody their own name: no database keeps a NUL, and no JSON column half a character.
const ODD = 'Dis\u0000k\n\u001b[31m\ud800 full';
const AS_A_LINE = 'Dis k [31m full';

test('words in an on-call answer are lines that can be kept', async () => {
  const odd = anEntry({ user: { id: 'PALICE1', summary: ODD } });
  await using server = await aVendorServer(saysJson({ oncalls: [odd], limit: 100, offset: 0, more: false }));
  const [shift] = await pagerDutyOnCall(clientOf(server.url)).shiftsOn(target, from, until);
  expect(shift?.user.name).toBe(AS_A_LINE);
});

describe('an incident answer', () => {
  const incident = {
    id: 'PINC042',
    incident_number: 42,
    title: 'Checkout latency',
    status: 'triggered',
    urgency: 'high',
    service: { id: 'PSVC123', summary: 'Checkout' },
    created_at: '2026-03-02T03:00:00Z',
    first_trigger_log_entry: {
      id: 'R1',
      type: 'trigger_log_entry',
      agent: { id: 'PSVC123', type: 'service_reference', summary: 'Checkout' },
    },
  };

  test.each<[string, Record<string, unknown>]>([
    ['of another service', { service: { id: 'POTHER', summary: 'Other' } }],
    ['that is resolved', { status: 'resolved' }],
    ['in a state of its own', { status: 'snoozed' }],
    ['whose trigger is only referred to', { first_trigger_log_entry: { id: 'R1', type: 'trigger_log_entry_reference' } }],
    ['without a trigger', { first_trigger_log_entry: null }],
    ['whose opener has no kind', { first_trigger_log_entry: { agent: { id: 'PALICE1' } } }],
    ['whose opener is null', { first_trigger_log_entry: { agent: null } }],
    ['without the time it was opened', { created_at: null }],
  ])('with an incident %s is no answer', async (_, more) => {
    await using server = await aVendorServer(
      saysJson({ incidents: [{ ...incident, ...more }], limit: 100, offset: 0, more: false }),
    );
    await expect(pagerDutyIncidents(clientOf(server.url)).openIncidents(['PSVC123'])).rejects.toMatchObject(noAnswer);
  });

  test('has lines of words that can be kept: what can’t be would outlast its resolve', async () => {
    const agent = { id: 'PALICE1', type: 'user_reference', summary: ODD };
    const odd = { title: ODD, urgency: ODD, service: { id: 'PSVC123', summary: ODD }, first_trigger_log_entry: { agent } };
    await using server = await aVendorServer(saysJson({ incident: { ...incident, ...odd } }));
    const read = await pagerDutyIncidents(clientOf(server.url)).incidentById('PINC042');
    expect([read?.title, read?.urgency, read?.service.name, read?.openedBy?.name]).toEqual(Array(4).fill(AS_A_LINE));
  });

  test('with another incident than was asked for is no answer', async () => {
    await using server = await aVendorServer(saysJson({ incident }));
    await expect(pagerDutyIncidents(clientOf(server.url)).incidentById('PINC043')).rejects.toMatchObject(noAnswer);
  });

  test('is not asked for where no service is, since PagerDuty would then list all', async () => {
    await using server = await aVendorServer(saysJson({ incidents: [incident], limit: 100, offset: 0, more: false }));
    expect(await pagerDutyIncidents(clientOf(server.url)).openIncidents([])).toEqual([]);
    expect(server.requests).toEqual([]);
  });

  test.each(['../users/PALICE1', 'PINC042?x=', '', 'PINC%2f'])('is not asked for by the id %j', async (id) => {
    await using server = await aVendorServer(saysJson({ incident }));
    expect(await pagerDutyIncidents(clientOf(server.url)).incidentById(id)).toBeUndefined();
    expect(await pagerDutyUsers(clientOf(server.url)).emailOf(id)).toBeUndefined();
    expect(server.requests).toEqual([]);
  });
});
