import type { Answer } from '../domain/evidence.ts';
import type { Facts } from '../domain/facts.ts';
import type { GroupName } from '../domain/names.ts';
import type { Caller } from '../domain/person.ts';
import type { Policy, Resource } from '../domain/policy.ts';
import type { AccessRequest } from '../domain/request.ts';
import type { IncidentSource } from '../ports/incident-source.ts';
import type { OnCallSource } from '../ports/on-call-source.ts';
import { known, triedTo } from './source-answer.ts';
import { answerSourceUser, type SourceUserNeeds } from './source-user-of.ts';

export interface FactNeeds extends SourceUserNeeds {
  onCall: OnCallSource;
  incidents: IncidentSource;
}

// Long enough to find the end of any cover that matters: no grant outlasts a day.
const HORIZON = Temporal.Duration.from({ hours: 25 });

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
  const conditions = resource.rules.map((rule) => rule.when);
  const own = conditions.flatMap((when) => when.onCall ?? []);
  const targets = [...new Set([...own, ...approversOnCall(resource)])];
  const groups = [...new Set(conditions.flatMap((when) => when.member ?? []))];
  // Breaking glass again is told from the first time by the incident, whatever the rules ask about.
  const tiesIncident = request.incident !== undefined || (request.breakGlass && resource.services.length > 0);
  const asksIncident = tiesIncident || conditions.some((when) => when.incident);
  const asksUser = own.length > 0 || conditions.some((when) => when.incident?.openedBy === 'others');
  const [sourceUser, shifts, incidents, members] = await Promise.all([
    asksUser ? answerSourceUser(needs, policy, caller) : known(undefined),
    Promise.all(targets.map(async (name) => [name, await shiftsOn(needs, policy, name, at)] as const)),
    asksIncident ? triedTo(() => needs.incidents.openIncidents(resource.services)) : known([]),
    Promise.all(groups.map(async (name) => [name, await isMember(needs, policy, caller, name)] as const)),
  ]);
  return { sourceUser, shifts: new Map(shifts), incidents, members: new Map(members) };
}

/** The targets whose people on call may agree to a rule of the resource: asked with the rest, so that whoever is to be asked is known at once. */
function approversOnCall(resource: Resource): string[] {
  const by = resource.rules.flatMap((rule) => rule.approve?.by ?? []);
  return by.flatMap((one) => (one.kind === 'on-call' ? [one.target] : []));
}

/** The facts as they count at `at`: what was said too long before (by a process that was frozen since) is no answer any more. */
export function factsAt(facts: Facts, askedAt: Temporal.Instant, at: Temporal.Instant): Facts {
  if (countsAt(askedAt, at)) return facts;
  const { sourceUser, shifts, incidents, members } = facts;
  return {
    sourceUser: tooOld(sourceUser, 'PagerDuty'),
    shifts: new Map([...shifts].map(([name, said]) => [name, tooOld(said, 'PagerDuty')])),
    incidents: tooOld(incidents, 'PagerDuty'),
    members: new Map([...members].map(([name, said]) => [name, tooOld(said, 'Slack')])),
  };
}

/** Whether what was asked at `askedAt` counts at `at` still. */
export function countsAt(askedAt: Temporal.Instant, at: Temporal.Instant): boolean {
  return Temporal.Instant.compare(at, askedAt.add(COUNTS_FOR)) <= 0;
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

async function shiftsOn(needs: FactNeeds, policy: Policy, name: string, at: Temporal.Instant) {
  const target = policy.targets.get(name);
  if (!target) return known([]);
  return triedTo(() => needs.onCall.shiftsOn(target, at, at.add(HORIZON)));
}
