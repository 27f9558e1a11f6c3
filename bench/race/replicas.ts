import { connect, type Database } from '../../src/adapters/postgres/connect.ts';
import { postgresStore } from '../../src/adapters/postgres/postgres-store.ts';
import { pinoLogger } from '../../src/adapters/system/logger.ts';
import { policyText, readStoredPolicy } from '../../src/config/read-policy.ts';
import type { Policy } from '../../src/domain/policy.ts';
import type { DecideNeeds } from '../../src/use-cases/decide-request.ts';
import { putPolicyInForce } from '../../src/use-cases/put-policy-in-force.ts';
import { sourcesThatSay } from '../world/sources.ts';
import { LEADS } from './contest.ts';

// The most grants that one person may hold.
const RESOURCES = 5;
const SERVICE = 'PSVC123';
const MEMBERS = 'S0MEMBERS';
const LEAD_GROUP = 'S0LEADS';

/** The use cases twice over one database, each time with connections of their own. */
export interface Replicas {
  databases: readonly Database[];
  needs: readonly DecideNeeds[];
  close(): Promise<void>;
}

/** Who asks for what in the nth request: nobody holds, or waits for, more than they may. `requests` is how many there will be. */
export function askedBy(nth: number, requests: number): { slackId: string; words: string } {
  const people = Math.ceil(requests / RESOURCES);
  return { slackId: requester(nth % people), words: `contested-${Math.floor(nth / people) + 1}` };
}

export function leadId(lead: number): string {
  return `U1LEAD${lead + 1}`;
}

function requester(nth: number): string {
  return `U1ASKER${nth + 1}`;
}

/** Two replicas with a policy by which two leads must agree, in force. */
export async function startReplicas(url: string, requests: number): Promise<Replicas> {
  const text = policyText([{ name: 'nightlatch.yml', text: POLICY }]);
  const reading = readStoredPolicy(text);
  if (!reading.ok) throw new Error(JSON.stringify(reading.mistakes));
  const databases = [connect(url), connect(url)];
  const needs = databases.map((database) => needsOver(database, reading.policy, requests));
  const { store } = needs[0] as DecideNeeds;
  // No policy was in force before it, so none is read back.
  const reader = { read: async () => undefined };
  await putPolicyInForce(
    { store, reader, policy: { current: () => undefined } },
    { policy: reading.policy, text, by: { kind: 'nightlatch' } },
  );
  return { databases, needs, close: async () => void (await Promise.all(databases.map((one) => one.close()))) };
}

function needsOver(database: Database, policy: Policy, requests: number): DecideNeeds {
  const askers = Array.from({ length: Math.ceil(requests / RESOURCES) }, (_, nth) => requester(nth));
  const leads = Array.from({ length: LEADS }, (_, nth) => leadId(nth));
  const incident = {
    ...({ id: 'PINC042', number: 42, title: 'Checkout is slow', status: 'triggered', urgency: 'high' } as const),
    ...{ service: { id: SERVICE, name: 'Checkout' }, openedAt: Temporal.Now.instant() },
  };
  const groups = new Map([
    [MEMBERS, askers],
    [LEAD_GROUP, leads],
  ]);
  return {
    store: postgresStore(database),
    policy: { current: () => policy },
    log: pinoLogger({ level: 'error', destination: process.stderr }),
    ...sourcesThatSay({ groups, onCall: ['PLEAD1', 'PLEAD2'], incident }),
  };
}

const POLICY = `
version: 1
slack: { team: T0123ABCD, auditChannel: C0AUDIT, approvalChannel: C0APPR }
roles: { owners: [lead-1] }
people:
${Array.from({ length: LEADS }, (_, nth) => `  lead-${nth + 1}: { slack: ${leadId(nth)}, pagerduty: PLEAD${nth + 1} }`).join('\n')}
groups:
  members: { slackUserGroup: ${MEMBERS} }
  leads: { slackUserGroup: ${LEAD_GROUP} }
onCall:
  second-line: { pagerduty: { schedule: PSECOND } }
rules:
  two-agree:
    - name: two leads agree
      when: { member: members, incident: { state: open, openedBy: anyone } }
      approve: { by: [{ onCall: second-line }, leads], count: 2, within: 1h }
      grant: { default: 1h, atMost: 4h }
resources:
${Array.from({ length: RESOURCES }, (_, nth) => resourceText(nth + 1)).join('')}`;

function resourceText(no: number): string {
  return `  contested-${no}:
    services: [${SERVICE}]
    rules: two-agree
    variables:
      DATABASE_URL: { sealed: contested/url }
`;
}
