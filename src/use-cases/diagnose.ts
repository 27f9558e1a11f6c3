import { judgeNotAsked } from '../domain/diagnosis/environment.ts';
import { AREAS, type Area, type Finding, unknown } from '../domain/diagnosis/finding.ts';
import {
  type EnvFolder,
  judgeEnvFolder,
  judgeKeyFile,
  judgeOldKeyFile,
  judgeValues,
  type KeyFile,
  type ValueState,
  valuesOf,
} from '../domain/diagnosis/key.ts';
import { judgePorts, type ListeningAt } from '../domain/diagnosis/listening.ts';
import { judgeNoPagerDuty } from '../domain/diagnosis/on-call.ts';
import { judgePolicyFile, MEND_POLICY_FIRST, type PolicyFile } from '../domain/diagnosis/policy-file.ts';
import { judgeRotations } from '../domain/diagnosis/rotations.ts';
import type { Policy, SecretReference } from '../domain/policy.ts';
import type { DatabaseProbe } from '../ports/database-probe.ts';
import type { Directory } from '../ports/directory.ts';
import type { HostProbe } from '../ports/host-probe.ts';
import type { OnCallProbe } from '../ports/on-call-probe.ts';
import type { SlackProbe, SocketProbe } from '../ports/slack-probe.ts';
import type { SourceUsers } from '../ports/source-users.ts';
import type { ValueProbe } from '../ports/value-probe.ts';
import { fewAtATime } from './few-at-a-time.ts';
import { lookAtClocks, lookAtDatabase } from './look-at-database.ts';
import { lookAtOnCall, type OnCallLook } from './look-at-on-call.ts';
import { lookAtPeople } from './look-at-people.ts';
import { lookAtSlack, lookAtSocket } from './look-at-slack.ts';
import { faultSaid, type Late, lookedAt } from './looked-at.ts';

const VALUES_AT_ONCE = 4;

interface DiagnosedOnCall extends Pick<OnCallLook, 'region' | 'hasWebhookSecrets'> {
  probe: OnCallProbe;
  users: SourceUsers;
  /** Tries the token in the other region, where it may be sent there. */
  elsewhere?: OnCallLook['elsewhere'];
  timelineFrom?: string | undefined;
}

/** What there is to look at. What the environment doesn't give is undefined, and told as not looked at. */
export interface Diagnosed {
  /** What was found of the environment itself. */
  environment: readonly Finding[];
  /** Variables of it that are missing or wrong. */
  wrong: readonly string[];
  slack: { probe: SlackProbe; directory: Directory } | undefined;
  /** Only in socket mode. */
  socket: SocketProbe | undefined;
  onCall: DiagnosedOnCall | undefined;
  database: DatabaseProbe | undefined;
  values: ValueProbe;
  host: HostProbe;
  key: KeyFile;
  /** The key before, while values are sealed anew. */
  oldKey: KeyFile;
  envFolder: EnvFolder;
  policyFile: PolicyFile;
  /** Undefined when the file is broken. */
  policy: Policy | undefined;
  /** By this machine's clock. */
  now: Temporal.Instant;
  /** Where the bot listens; a port that the system chooses is left out. */
  ports: readonly ListeningAt[];
  isSandbox: boolean;
  /** Over HTTP, and not in socket mode. */
  checksSignatures: boolean;
  late: Late;
}

/**
 * Looks at everything that the bot needs, all at once, and changes nothing. One that is away never hides another's findings; none takes longer than
 * `late`. In the order of AREAS, only those asked for. Never throws.
 */
export async function diagnose(needs: Diagnosed, areas: ReadonlySet<Area> = new Set(AREAS)): Promise<Finding[]> {
  const shared = askedOnce(needs);
  const looks: Record<Area, () => Promise<readonly Finding[]>> = {
    environment: async () => needs.environment,
    slack: () => slackOf(needs, shared),
    pagerduty: () => onCallOf(needs, shared),
    clock: () => lookAtClocks({ ...shared, checksSignatures: needs.checksSignatures, late: needs.late }),
    database: () => databaseOf(needs, shared),
    key: () => keyOf(needs),
    policy: () => policyOf(needs),
    people: () => peopleOf(needs, shared),
    bot: () => portsOf(needs),
  };
  const found = await Promise.all(FIRST_TO_LAST.map((area) => (isAsked(area, areas) ? looks[area]() : [])));
  const rank = (finding: Finding) => AREAS.indexOf(finding.area);
  return found
    .flat()
    .filter(({ area }) => areas.has(area))
    .toSorted((a, b) => rank(a) - rank(b));
}

// What is in force is found with the database, and told after what is in the file.
const FIRST_TO_LAST: readonly Area[] = ['policy', ...AREAS.filter((area) => area !== 'policy')];

// Which policy is in force is found with the database.
function isAsked(area: Area, areas: ReadonlySet<Area>): boolean {
  return areas.has(area) || (area === 'database' && areas.has('policy'));
}

type Shared = ReturnType<typeof askedOnce>;

function askedOnce({ slack, onCall, database }: Diagnosed) {
  const shared = { identity: slack?.probe.identity(), taken: onCall?.probe.tryToken(), clock: database?.clock() };
  // Whoever awaits them says what went wrong; with --only, nobody may.
  for (const answer of Object.values(shared)) answer?.catch(() => undefined);
  return shared;
}

async function slackOf({ slack, socket, wrong, policy, late }: Diagnosed, { identity }: Shared): Promise<Finding[]> {
  const bot = slack && identity ? lookAtSlack({ slack: slack.probe, identity, policy, late }) : [judgeNotAsked('slack', wrong)];
  return (await Promise.all([bot, socket ? lookAtSocket(socket, late) : []])).flat();
}

async function onCallOf({ onCall, wrong, policy, late }: Diagnosed, { taken }: Shared): Promise<Finding[]> {
  if (!onCall || !taken) return [wrong.length > 0 ? judgeNotAsked('pagerduty', wrong) : judgeNoPagerDuty(policy)];
  const { probe, region, hasWebhookSecrets, elsewhere, timelineFrom } = onCall;
  return lookAtOnCall({ onCall: probe, taken, region, hasWebhookSecrets, elsewhere, timelineFrom, policy, late });
}

async function databaseOf({ database, wrong, policy, isSandbox, late }: Diagnosed, { clock }: Shared): Promise<Finding[]> {
  if (!database || !clock) return [judgeNotAsked('database', wrong)];
  return lookAtDatabase({ database, clock, policy, isSandbox, late });
}

async function keyOf({ key, oldKey, envFolder, policy, values, late }: Diagnosed): Promise<Finding[]> {
  const named = policy ? valuesOf(policy) : [];
  const uses = (source: SecretReference['source']) => named.some(({ reference }) => reference.source === source);
  const opened = faultSaid({ area: 'key', what: 'Values' }, async () => {
    const found = await fewAtATime(named, VALUES_AT_ONCE, async (value) => ({
      value,
      is: await tried(values, value.reference, late),
    }));
    return judgeValues(found, key.state === 'closed' ? key.keyId : undefined);
  });
  const folder = judgeEnvFolder(envFolder, uses('env-file'));
  return [...judgeKeyFile(key, uses('sealed')), ...judgeOldKeyFile(oldKey), ...folder, ...(await opened)];
}

async function tried(values: ValueProbe, reference: SecretReference, late: Late): Promise<ValueState> {
  if (late.isOver()) return { state: 'unavailable' };
  return Promise.race([values.tryOpen(reference), late.over.then(() => ({ state: 'unavailable' as const }))]);
}

async function policyOf({ policyFile, policy, now }: Diagnosed): Promise<Finding[]> {
  const rotations = faultSaid({ area: 'policy', what: 'Rotations' }, async () => (policy ? judgeRotations(policy, now) : []));
  return [...judgePolicyFile(policyFile), ...(await rotations)];
}

async function peopleOf({ policy, slack, onCall, late }: Diagnosed, { identity, taken }: Shared): Promise<Finding[]> {
  if (!policy) return [unknown('people', "People weren't looked at.", MEND_POLICY_FIRST)];
  return lookAtPeople({
    policy,
    slack: slack && identity && { identity, directory: slack.directory },
    onCall: onCall && taken && { taken, probe: onCall.probe, users: onCall.users },
    late,
  });
}

function portsOf({ ports, host, late }: Diagnosed): Promise<Finding[]> {
  return lookedAt({ area: 'bot', what: 'The ports', source: 'this machine' }, late, async () => {
    return judgePorts(await Promise.all(ports.map(async (at) => ({ at, is: await host.port(at.host, at.port) }))));
  });
}
