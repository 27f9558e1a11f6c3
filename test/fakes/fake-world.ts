import type { DatabaseClock, DatabaseGates, DatabaseSettings, SchemaState } from '../../src/domain/database-facts.ts';
import type { ValueState } from '../../src/domain/diagnosis/key.ts';
import type { PortState } from '../../src/domain/diagnosis/listening.ts';
import type {
  OnCallNow,
  SlackChannel,
  SlackIdentity,
  SlackUserGroup,
  SourcePolicy,
  SourceUser,
  WebhookSubscription,
} from '../../src/domain/live-world.ts';
import { NEEDED_SCOPES } from '../../src/domain/slack-scopes.ts';
import { NEEDED_EVENTS } from '../../src/domain/webhook-events.ts';
import type { DatabaseProbe } from '../../src/ports/database-probe.ts';
import type { HostProbe } from '../../src/ports/host-probe.ts';
import type { OnCallProbe } from '../../src/ports/on-call-probe.ts';
import type { SlackProbe } from '../../src/ports/slack-probe.ts';
import type { ValueProbe } from '../../src/ports/value-probe.ts';

const ALICE: SourceUser = { id: 'PALICE1', name: 'Alice', email: 'alice@example.com', accepted: true };
const BOB: SourceUser = { id: 'PBOB002', name: 'Bob', email: 'bob@example.com', accepted: true };

const WEBHOOKS: WebhookSubscription = {
  ...{ id: 'PWEBHK1', url: 'https://nightlatch.example/webhooks/pagerduty', isActive: true, isDisabled: false },
  ...{ events: NEEDED_EVENTS, of: { kind: 'account' } },
};

/** A workspace, an account, a database and a machine in which all is well. Methods may be replaced by a test. */
export function aWellWorld() {
  const identity: SlackIdentity = {
    team: { id: 'T0123ABCD', name: 'Acme' },
    botUser: { id: 'U0NIGHTBOT', name: 'nightlatch' },
    scopes: Object.keys(NEEDED_SCOPES),
    clockAhead: new Temporal.Duration(),
  };
  const settings: DatabaseSettings = {
    ...{ version: 180_000, synchronousCommit: 'on', role: 'nightlatch_serve' },
    ...{ isPowerful: false, isMember: true, owns: false, openToAll: undefined },
  };
  const schema: SchemaState = { behind: [], ahead: [] };
  const clock: DatabaseClock = { isShipped: true, ahead: new Temporal.Duration() };
  const gates: DatabaseGates = { policyInForce: 'a'.repeat(64), lockdown: undefined, head: { seq: 7n, fits: true } };
  const slack: SlackProbe = {
    identity: async () => identity,
    channel: async (id): Promise<SlackChannel> => ({
      ...{ id, name: id.toLowerCase(), isPrivate: true, isMember: true, isArchived: false, isSharedOutside: false },
    }),
    listChannels: async () => [],
    listUserGroups: async (): Promise<SlackUserGroup[]> => [
      { id: 'S0LEADS', handle: 'dba-leads', name: 'Leads', isDisabled: false, members: 2 },
    ],
  };
  const onCall: OnCallProbe = {
    tryToken: async () => undefined,
    schedule: async (id) => ({ id, name: id }),
    escalationPolicy: async (id): Promise<SourcePolicy> => ({ id, name: id, levels: 2 }),
    service: async (id) => ({ id, name: id, escalationPolicy: 'PXYZ789' }),
    user: async (id) => [ALICE, BOB].find((one) => one.id === id),
    onCallNow: async (): Promise<OnCallNow[]> => [{ user: ALICE, level: 1, isPermanent: false }],
    listSchedules: async () => [],
    listEscalationPolicies: async () => [],
    listServices: async () => [],
    listUsers: async () => [ALICE, BOB],
    listWebhooks: async (): Promise<WebhookSubscription[]> => [WEBHOOKS],
  };
  const database: DatabaseProbe = {
    settings: async () => settings,
    schema: async () => schema,
    clock: async () => clock,
    gates: async () => gates,
  };
  const values: ValueProbe = { tryOpen: async (): Promise<ValueState> => ({ state: 'opens', keyId: '1a2b3c4d' }) };
  const host: HostProbe = { port: async (): Promise<PortState> => ({ state: 'taken', by: { what: 'bot', missing: [] } }) };
  return { slack, onCall, database, values, host };
}
