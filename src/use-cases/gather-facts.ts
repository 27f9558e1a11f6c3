import type { Answer } from '../domain/evidence.ts';
import type { Facts, SourceAnswer } from '../domain/facts.ts';
import type { ChannelId, GroupName } from '../domain/names.ts';
import type { Caller } from '../domain/person.ts';
import type { Policy, Resource } from '../domain/policy.ts';
import type { AccessRequest } from '../domain/request.ts';
import { OLDEST_PLAN } from '../domain/settle-cover.ts';
import type { IncidentSource } from '../ports/incident-source.ts';
import type { OnCallSource } from '../ports/on-call-source.ts';
import { askSources, type SourceQuestions } from './ask-sources.ts';
import { askTarget } from './ask-target.ts';
import { known, triedTo } from './source-answer.ts';
import { answerSourceUser, foreseeSourceUser, type SourceUserNeeds } from './source-user-of.ts';

export interface FactNeeds extends SourceUserNeeds {
  onCall: OnCallSource;
  incidents: IncidentSource;
}

/** Long enough to find the end of any cover that matters: no grant outlasts a day. */
export const HORIZON = Temporal.Duration.from({ hours: 25 });

// By then whoever asked was told that it was cut off.
const COUNTS_FOR = Temporal.Duration.from({ seconds: 15 });

/** Asks every source that a rule of the resource asks about, all at once. A source that fails is a fact too. Throws StoreUnavailable. */
export async function gatherFacts(
  needs: FactNeeds,
  policy: Policy,
  caller: Caller,
  resource: Resource,
  request: AccessRequest,
  at: Temporal.Instant,
): Promise<Facts> {
  return askSources(questionsOf(needs, { policy, caller, resource, request, at }), resource, request);
}

/** The same without leaving a trace: nobody is linked to a user of the on-call source by being asked about. */
export async function foreseeFacts(
  needs: FactNeeds,
  policy: Policy,
  caller: Caller,
  resource: Resource,
  request: AccessRequest,
  at: Temporal.Instant,
): Promise<Facts> {
  const questions = questionsOf(needs, { policy, caller, resource, request, at });
  return askSources({ ...questions, sourceUser: () => foreseeSourceUser(needs, policy, caller) }, resource, request);
}

interface Question {
  policy: Policy;
  caller: Caller;
  resource: Resource;
  request: AccessRequest;
  at: Temporal.Instant;
}

function questionsOf(needs: FactNeeds, { policy, caller, resource, request, at }: Question): SourceQuestions {
  return {
    person: caller.person.name,
    policy,
    sourceUser: () => answerSourceUser(needs, policy, caller),
    shiftsOn: (target) => shiftsOn(needs, policy, target, at),
    plansOf: (said, ago) => plansOf(needs, said, ago, at),
    boundIncident: () => boundIncident(needs, request.channel),
    openIncidents: () => triedTo(() => needs.incidents.openIncidents(resource.services)),
    isMember: (group) => isMember(needs, policy, caller, group),
  };
}

async function plansOf(
  { store }: Pick<FactNeeds, 'store'>,
  said: readonly SourceAnswer[],
  ago: readonly Temporal.Duration[],
  at: Temporal.Instant,
): Promise<Facts['plans']> {
  const sources = [...new Set(said.map(({ key }) => key))];
  const times = ago.map((one) => at.subtract(one));
  const plans = await store.transaction((tx) => tx.plans.readBy(sources, times, at.subtract(OLDEST_PLAN)));
  return Map.groupBy(plans, ({ source }) => source);
}

// One in which strangers are says nothing.
async function boundIncident({ store }: FactNeeds, channel: ChannelId): Promise<string | undefined> {
  const known = await store.transaction((tx) => tx.incidents.channel(channel));
  return known?.sharedAt ? undefined : known?.bound?.incidentId;
}

/** The facts as they count at `at`: what was said too long before (by a process that was frozen since) is no answer any more. */
export function factsAt(facts: Facts, askedAt: Temporal.Instant, at: Temporal.Instant): Facts {
  if (countsAt(askedAt, at)) return facts;
  const { sourceUser, shifts, incidents, members } = facts;
  return {
    ...facts,
    sourceUser: tooOld(sourceUser, 'PagerDuty'),
    shifts: new Map([...shifts].map(([name, said]) => [name, said.map(tooOldFor)])),
    incidents: tooOld(incidents, 'PagerDuty'),
    members: new Map([...members].map(([name, said]) => [name, tooOld(said, 'Slack')])),
  };
}

/** Whether what was asked at `askedAt` counts at `at` still. */
export function countsAt(askedAt: Temporal.Instant, at: Temporal.Instant): boolean {
  return Temporal.Instant.compare(at, askedAt.add(COUNTS_FOR)) <= 0;
}

// A rotation of a file is reckoned from the policy alone: however late, it says the same.
function tooOldFor(said: SourceAnswer): SourceAnswer {
  const { provider, key } = said;
  return provider === 'pagerduty' ? { ...tooOld(said, 'PagerDuty'), provider, key } : said;
}

function tooOld<T>(said: Answer<T>, source: string): Answer<T> {
  return said.known ? { known: false, source, fault: 'timeout' } : said;
}

/** Whether the caller is in the group, by person for groups of people and by account for Slack's. */
export async function isMember(
  needs: Pick<FactNeeds, 'directory'>,
  policy: Policy,
  caller: Caller,
  name: GroupName,
): Promise<Answer<boolean>> {
  const group = policy.groups.get(name);
  if (!group) return known(false);
  if (group.kind === 'people') return known(group.members.includes(caller.person.name));
  return triedTo(async () => (await needs.directory.groupMembers(group.id)).includes(caller.member.slackId));
}

/** What is said of who is on call for the target called that, for as long as matters. */
export async function shiftsOn(
  needs: Pick<FactNeeds, 'onCall'>,
  policy: Policy,
  name: string,
  at: Temporal.Instant,
): Promise<SourceAnswer[]> {
  const target = policy.targets.get(name);
  return target ? askTarget(needs, target, { from: at, until: at.add(HORIZON) }) : [];
}
