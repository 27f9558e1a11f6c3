import { pagerDutyClient } from '../src/adapters/on-call/pagerduty/client.ts';
import { pagerDutyOnCall } from '../src/adapters/on-call/pagerduty/source.ts';
import { connect } from '../src/adapters/postgres/connect.ts';
import { postgresStore } from '../src/adapters/postgres/postgres-store.ts';
import { pinoLogger } from '../src/adapters/system/logger.ts';
import { policyText, readStoredPolicy } from '../src/config/read-policy.ts';
import type { Policy } from '../src/domain/policy.ts';
import { Secret } from '../src/domain/secret.ts';
import type { OnCallSource } from '../src/ports/on-call-source.ts';
import type { Store } from '../src/ports/store.ts';
import { SandboxClock } from '../src/sandbox/clock.ts';
import { keepDatabaseClock } from '../src/sandbox/database-clock.ts';
import type { Sandbox } from '../src/sandbox/start-sandbox.ts';
import { endDueGrants } from '../src/use-cases/end-due-grants.ts';
import { type FollowShiftsNeeds, followShifts } from '../src/use-cases/follow-shifts.ts';
import { putPolicyInForce } from '../src/use-cases/put-policy-in-force.ts';
import type { Line } from './report.ts';
import { summary } from './statistics.ts';
import type { World } from './world/world.ts';

const TARGETS = 40;
const GRANTS = 500;
const POLLS = 10;
const A_MINUTE = { seconds: 61 };
const NUMBERS = Array.from({ length: TARGETS }, (_, nth) => nth);

interface Following {
  needs: FollowShiftsNeeds;
  clock: SandboxClock;
  sandbox: Sandbox;
}

/**
 * What following 500 grants over 40 targets asks of PagerDuty: calls a minute, and how long one poll takes. Then all 40 shifts are handed over; throws unless
 * two polls later every grant has ended.
 */
export async function handoffFigure({ sandbox, startDatabase }: World): Promise<Line[]> {
  const database = await startDatabase();
  const clock = new SandboxClock();
  const stopClock = await keepDatabaseClock(database.ownerUrl, clock);
  const pool = connect(database.appUrl);
  const store = postgresStore(pool);
  const policy = await policyInForce(store);
  const schedules = addSchedules(sandbox);
  await openGrants(store, policy);
  const onCall = pagerDutyOnCall(pagerDutyClient({ token: new Secret(sandbox.pagerDutyToken), url: sandbox.pagerDutyUrl }));
  const following = { needs: needsOver(store, policy, onCall), clock, sandbox };
  const polls = [await poll(following)];
  while (polls.length < POLLS) polls.push(await poll(following));
  for (const schedule of schedules) sandbox.pagerDuty.putOnCall(schedule, 'PBOB002');
  const handedOver = [await poll(following), await poll(following)];
  await assertEnded(store);
  stopClock();
  await pool.close();
  await database.stop();
  const { p50, p99 } = summary(polls.slice(1).map(({ ms }) => ms));
  const calls = Math.max(...[...polls, ...handedOver].map(({ requests }) => requests));
  const of = `${GRANTS} grants, ${TARGETS} targets`;
  return [
    { figure: `handoff, ${of}`, value: calls, unit: 'calls/min', peer: 'one call a grant', ratio: calls / GRANTS },
    { figure: `handoff, ${of}: one poll`, value: p50, unit: 'ms', p50, p99 },
  ];
}

function needsOver(store: Store, policy: Policy, onCall: OnCallSource): FollowShiftsNeeds {
  const log = pinoLogger({ level: 'error', destination: process.stderr });
  return { store, policy: { current: () => policy }, onCall, log };
}

async function poll({ needs, clock, sandbox }: Following): Promise<{ requests: number; ms: number }> {
  await clock.advance(A_MINUTE);
  const before = sandbox.pagerDuty.requests.length;
  const began = performance.now();
  await followShifts(needs);
  return { requests: sandbox.pagerDuty.requests.length - before, ms: performance.now() - began };
}

async function assertEnded(store: Store): Promise<void> {
  while ((await endDueGrants({ store })) > 0);
  const open = await store.transaction((tx) => tx.grants.endingWithShift());
  if (open.length > 0) throw new Error(`${open.length} of ${GRANTS} grants outlived their shift's hand-off`);
}

const personOf = (target: number) => ({ name: `p-${target}`, slackId: `U1HANDOFF${target}`, user: `PHANDOFF${target}` });

function addSchedules({ pagerDuty: { state }, clock }: Sandbox): string[] {
  const now = clock.now();
  return NUMBERS.map((target) => {
    const [id, { name, user }] = [`PSHIFT${target}`, personOf(target)];
    state.users.set(user, { id: user, name, email: `${name}@example.com`, timezone: 'UTC', invitationSent: false });
    const shifts = [{ user, start: now.subtract({ hours: 1 }), end: now.add({ hours: 20 }) }];
    state.addSchedule({ id, name: id, timezone: 'UTC', shifts });
    state.policies.set(`PEP${id}`, { id: `PEP${id}`, name: id, levels: [[{ type: 'schedule', id }]] });
    return id;
  });
}

/** Each of one person of its target, in turn. */
async function openGrants(store: Store, policy: Policy): Promise<void> {
  const now = await store.transaction((tx) => tx.now());
  for (let nth = 0; nth < GRANTS; nth += 1) {
    const { name, slackId } = personOf(nth % TARGETS);
    const opened = await store.transaction(async (tx) => {
      const person = await tx.people.byName(name);
      return tx.grants.open({
        holder: { personId: person?.id ?? '', name, slackId },
        ...{
          resource: resourceOf(nth),
          variables: ['URL'],
          rule: 'on call',
          breakGlass: false,
          reason: 'bench',
          policyHash: policy.hash,
        },
        evidence: { askedAt: now, onCall: [] },
        terms: {
          ...{ atMost: Temporal.Duration.from({ hours: 4 }), showFor: Temporal.Duration.from({ seconds: 60 }), maxReveals: 10 },
          ...{ graceAfterResolve: Temporal.Duration.from({ minutes: 15 }), endsWithIncident: false, endsWithShift: true },
        },
        request: { resource: resourceOf(nth), variables: [], time: { kind: 'default' }, breakGlass: false, channel: 'C0INC42' },
        end: { at: now.add({ hours: 4 }), because: 'asked' },
      });
    });
    if (opened === 'already-open') throw new Error(`${name} holds ${resourceOf(nth)} already`);
  }
}

function resourceOf(nth: number): string {
  return `resource-${nth}`;
}

async function policyInForce(store: Store): Promise<Policy> {
  const text = policyText([{ name: 'nightlatch.yml', text: POLICY }]);
  const reading = readStoredPolicy(text);
  if (!reading.ok) throw new Error(JSON.stringify(reading.mistakes));
  const needs = { store, reader: { read: async () => undefined }, policy: { current: () => undefined } };
  await putPolicyInForce(needs, { policy: reading.policy, text, by: { kind: 'nightlatch' } });
  return reading.policy;
}

const POLICY = `
version: 1
slack: { team: T0123ABCD, auditChannel: C0AUDIT, approvalChannel: C0APPR }
defaults: { settled: 0m }
roles: { owners: [p-0] }
people:
${NUMBERS.map((target) => `  p-${target}: { slack: ${personOf(target).slackId}, pagerduty: ${personOf(target).user} }`).join('\n')}
onCall:
${NUMBERS.map((target) => `  target-${target}: { pagerduty: { schedule: PSHIFT${target} } }`).join('\n')}
rules:
  shift: [{ name: on call, when: { onCall: own }, grant: { default: 1h, atMost: 4h } }]
resources:
${Array.from({ length: GRANTS }, (_, nth) => `  ${resourceOf(nth)}: { onCall: target-${nth % TARGETS}, rules: shift, variables: { URL: { sealed: bench/url } } }`).join('\n')}
`;
