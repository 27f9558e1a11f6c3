import type { Finding, Shortfall, Unanswered } from './condition.ts';
import type { Answer } from './evidence.ts';
import { type Facts, shiftsSaid } from './facts.ts';
import { type Incident, type IncidentName, incidentLabel } from './incident.ts';
import type { GroupName, TargetName } from './names.ts';
import type { Conditions } from './policy.ts';
import type { AnsweredBy } from './provider.ts';
import { type Cover, coverOf, onCallAt, type SourceIds, sourceIds } from './shift.ts';

const TRUE: Finding = { truth: 'true' };

/** On call for any of `targets` at `at`: one that proves it is enough, and comes back as `by`; otherwise one that failed makes it unknown. */
export function findOnCall(
  targets: readonly TargetName[],
  facts: Pick<Facts, 'person' | 'people' | 'sourceUser' | 'shifts'>,
  at: Temporal.Instant,
): Finding & { cover?: Cover; by?: AnsweredBy } {
  const answers = targets.flatMap((target) => facts.shifts.get(target) ?? []);
  const known = shiftsSaid(answers);
  const ids = callerIds(facts);
  const cover = coverOf(ids, known, at);
  if (cover) {
    const proof = answers.find((answer) => answer.known && coverOf(ids, answer.value, at));
    return { ...TRUE, cover, ...(proof && { by: answeredBy(proof) }) };
  }
  const asksWho = answers.some(({ provider }) => provider === 'pagerduty');
  const failed = [...(asksWho ? [facts.sourceUser] : []), ...answers].find((answer): answer is Failed => !answer.known);
  if (failed) return unknown(failed, 'on-call');
  const isPagerDutyAlone = answers.every(({ provider, insteadOf }) => provider === 'pagerduty' && !insteadOf);
  const isNobodyThere = facts.sourceUser.known && facts.sourceUser.value === undefined;
  if (isNobodyThere && isPagerDutyAlone) return no({ kind: 'not-linked', provider: 'PagerDuty' });
  const by = isPagerDutyAlone ? {} : { by: answers.map(answeredBy) };
  return no({ kind: 'not-on-call', targets, onCall: onCallAt(known, at, facts.people), ...by });
}

function answeredBy({ provider, insteadOf }: AnsweredBy): AnsweredBy {
  return { provider, ...(insteadOf && { insteadOf }) };
}

/** Who the caller is at each source, as far as that is known. */
export function callerIds({ person, sourceUser }: Pick<Facts, 'person' | 'sourceUser'>): SourceIds {
  return sourceIds(person, sourceUser.known ? sourceUser.value : undefined);
}

/** An open incident that counts: the named one, or the only one. The incident comes back with the finding. */
export function findIncident(
  condition: NonNullable<Conditions['incident']>,
  named: IncidentName | undefined,
  facts: Facts,
  at: Temporal.Instant,
): Finding & { incident?: Incident } {
  if (!facts.incidents.known) return unknown(facts.incidents, 'incident');
  const one = incidentTied(named, facts);
  return one ? weighIncident(condition, one, facts, at) : findAmongSeveral(condition, facts.incidents.value, facts, at);
}

// Only those that would count are offered; where none would, why the newest doesn't is what helps.
function findAmongSeveral(
  condition: NonNullable<Conditions['incident']>,
  open: readonly Incident[],
  facts: Facts,
  at: Temporal.Instant,
): Finding {
  const newest = open.toSorted((a, b) => Temporal.Instant.compare(b.openedAt, a.openedAt));
  const weighed = newest.map((incident) => ({ incident, found: weighIncident(condition, incident, facts, at) }));
  const counting = weighed.filter(({ found }) => found.truth !== 'false').map(({ incident }) => incident);
  if (counting.length > 0)
    return no({ kind: 'several-open-incidents', open: counting.map(({ number, title }) => ({ number, title })) });
  return weighed[0]?.found ?? no({ kind: 'no-open-incident' });
}

function weighIncident(
  condition: NonNullable<Conditions['incident']>,
  incident: Incident,
  facts: Facts,
  at: Temporal.Instant,
): Finding & { incident?: Incident } {
  const oldest = at.subtract(condition.maxAge);
  if (Temporal.Instant.compare(incident.openedAt, oldest) < 0) {
    return no({ kind: 'incident-too-old', number: incident.number, maxAge: condition.maxAge });
  }
  if (condition.openedBy === 'anyone' || incident.openedBy === undefined) return { ...TRUE, incident };
  if (!facts.sourceUser.known) return unknown(facts.sourceUser, 'incident');
  // Whoever has no account that we know of there could be its opener: can't be told apart, so it doesn't count.
  if (facts.sourceUser.value === undefined) return no({ kind: 'not-linked', provider: 'PagerDuty' });
  if (incident.openedBy.id === facts.sourceUser.value) return no({ kind: 'incident-opened-by-caller', number: incident.number });
  return { ...TRUE, incident };
}

/** A member of any of `groups`; the first that proves it comes back with the finding. */
export function findMember(groups: readonly GroupName[], facts: Facts): Finding & { group?: GroupName } {
  const answers = groups.map((group) => facts.members.get(group));
  const group = groups.find((_, index) => answers[index]?.known && answers[index].value);
  if (group !== undefined) return { ...TRUE, group };
  const failed = answers.find((answer): answer is Failed => answer !== undefined && !answer.known);
  return failed ? unknown(failed, 'membership') : no({ kind: 'not-a-member', groups });
}

/** The open incident that a request is tied to: the named one, that of its channel, or the only one. */
export function incidentTied(named: IncidentName | undefined, facts: Facts): Incident | undefined {
  if (!facts.incidents.known) return undefined;
  const open = facts.incidents.value;
  if (named) return incidentNamed(named, open);
  const ofChannel = open.find(({ id }) => id === facts.boundIncident);
  if (ofChannel) return ofChannel;
  return open.length === 1 ? open[0] : undefined;
}

/** The open incident that a name means, if it is among them. */
export function incidentNamed(name: IncidentName, open: readonly Incident[]): Incident | undefined {
  return open.find((incident) => ('number' in name ? incident.number === name.number : incident.id === name.id));
}

/** A named incident as a person wrote it. */
export function nameAsWritten(name: IncidentName): string {
  return 'number' in name ? incidentLabel(name) : name.id;
}

type Failed = Extract<Answer<unknown>, { known: false }>;

function unknown(failed: Failed, about: Unanswered['about']): Finding {
  return { truth: 'unknown', because: { source: failed.source, fault: failed.fault, about } };
}

function no(because: Shortfall): Finding {
  return { truth: 'false', because };
}
