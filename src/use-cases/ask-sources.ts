import type { Answer } from '../domain/evidence.ts';
import type { Facts, SourceAnswer } from '../domain/facts.ts';
import type { Incident } from '../domain/incident.ts';
import type { GroupName, PersonName, TargetName } from '../domain/names.ts';
import type { Policy, Resource } from '../domain/policy.ts';
import { asksPagerDuty } from '../domain/provider.ts';
import type { AccessRequest } from '../domain/request.ts';
import { known } from './source-answer.ts';

/** How each thing that a rule can ask about is asked, of one person at one time. */
export interface SourceQuestions {
  person: PersonName;
  policy: Pick<Policy, 'people' | 'targets'>;
  sourceUser(): Promise<Answer<string | undefined>>;
  /** What each source of the target says, or its fallback in its place. */
  shiftsOn(target: TargetName): Promise<readonly SourceAnswer[]>;
  /** What was planned by the sources that said this, each of these times ago. */
  plansOf(said: readonly SourceAnswer[], ago: readonly Temporal.Duration[]): Promise<Facts['plans']>;
  /** The incident that the channel is bound to where it was asked. */
  boundIncident(): Promise<string | undefined>;
  openIncidents(): Promise<Answer<readonly Incident[]>>;
  isMember(group: GroupName): Promise<Answer<boolean>>;
}

/** Asks what the rules of the resource ask about, all at once, and nothing else. Throws what a question throws. */
export async function askSources(ask: SourceQuestions, resource: Resource, request: AccessRequest): Promise<Facts> {
  const conditions = resource.rules.map((rule) => rule.when);
  const own = conditions.flatMap((when) => when.onCall ?? []);
  const targets = [...new Set([...own, ...approversOnCall(resource)])];
  const groups = [...new Set(conditions.flatMap((when) => when.member ?? []))];
  // Breaking glass again is told from the first time by the incident, whatever the rules ask about.
  const tiesIncident = request.incident !== undefined || (request.breakGlass && resource.services.length > 0);
  const asksIncident = tiesIncident || conditions.some((when) => when.incident);
  const asksUser =
    own.some((name) => isOfPagerDuty(ask, name)) || conditions.some((when) => when.incident?.openedBy === 'others');
  const [sourceUser, shifts, incidents, boundIncident, members] = await Promise.all([
    asksUser ? ask.sourceUser() : known(undefined),
    Promise.all(targets.map(async (name) => [name, await ask.shiftsOn(name)] as const)),
    asksIncident ? ask.openIncidents() : known([]),
    asksIncident ? ask.boundIncident() : undefined,
    Promise.all(groups.map(async (name) => [name, await ask.isMember(name)] as const)),
  ]);
  const said = shifts.flatMap(([name, answers]) => (own.includes(name) ? answers : []));
  const ago = timesCompared(resource);
  return {
    ...{ person: ask.person, people: ask.policy.people, sourceUser, incidents },
    shifts: new Map(shifts),
    plans: ago.length > 0 ? await ask.plansOf(said, ago) : new Map(),
    ...(boundIncident !== undefined && { boundIncident }),
    members: new Map(members),
  };
}

// A rotation of a file knows people by the policy's names.
function isOfPagerDuty({ policy }: SourceQuestions, name: TargetName): boolean {
  const target = policy.targets.get(name);
  return target !== undefined && asksPagerDuty(target);
}

function timesCompared({ rules }: Resource): Temporal.Duration[] {
  const compared = rules
    .filter(({ settled }) => !settled.blank)
    .map(({ settled }) => [settled.total('seconds'), settled] as const);
  return [...new Map(compared).values()];
}

/** The targets whose people on call may agree to a rule of the resource: asked with the rest, so that whoever is to be asked is known at once. */
function approversOnCall(resource: Resource): string[] {
  const by = resource.rules.flatMap((rule) => rule.approve?.by ?? []);
  return by.flatMap((one) => (one.kind === 'on-call' ? [one.target] : []));
}
