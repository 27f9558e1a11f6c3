import type { Answer } from '../domain/evidence.ts';
import type { Facts } from '../domain/facts.ts';
import type { Incident } from '../domain/incident.ts';
import type { GroupName, TargetName } from '../domain/names.ts';
import type { Resource } from '../domain/policy.ts';
import type { AccessRequest } from '../domain/request.ts';
import type { Shift } from '../domain/shift.ts';
import { known } from './source-answer.ts';

/** How each thing that a rule can ask about is asked, of one person at one time. */
export interface SourceQuestions {
  sourceUser(): Promise<Answer<string | undefined>>;
  shiftsOn(target: TargetName): Promise<Answer<readonly Shift[]>>;
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
  const asksUser = own.length > 0 || conditions.some((when) => when.incident?.openedBy === 'others');
  const [sourceUser, shifts, incidents, members] = await Promise.all([
    asksUser ? ask.sourceUser() : known(undefined),
    Promise.all(targets.map(async (name) => [name, await ask.shiftsOn(name)] as const)),
    asksIncident ? ask.openIncidents() : known([]),
    Promise.all(groups.map(async (name) => [name, await ask.isMember(name)] as const)),
  ]);
  return { sourceUser, shifts: new Map(shifts), incidents, members: new Map(members) };
}

/** The targets whose people on call may agree to a rule of the resource: asked with the rest, so that whoever is to be asked is known at once. */
function approversOnCall(resource: Resource): string[] {
  const by = resource.rules.flatMap((rule) => rule.approve?.by ?? []);
  return by.flatMap((one) => (one.kind === 'on-call' ? [one.target] : []));
}
