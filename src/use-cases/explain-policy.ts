import { readForm } from '../domain/command-text/read-form.ts';
import type { Refusal } from '../domain/decision.ts';
import type { Answer, FaultKind } from '../domain/evidence.ts';
import { type Explanation, explainAccess } from '../domain/explain-access.ts';
import type { Facts, SourceAnswer } from '../domain/facts.ts';
import type { Incident, IncidentName } from '../domain/incident.ts';
import type { GroupName, PersonName } from '../domain/names.ts';
import type { Policy, Resource } from '../domain/policy.ts';
import { asksPagerDuty, type Provider, providerLabel } from '../domain/provider.ts';
import type { AccessRequest } from '../domain/request.ts';
import type { UnlockForm } from '../domain/unlock-form.ts';
import type { Directory } from '../ports/directory.ts';
import type { IncidentSource } from '../ports/incident-source.ts';
import { type OnCallSource, SourceUnavailable } from '../ports/on-call-source.ts';
import { askSources, type SourceQuestions } from './ask-sources.ts';
import { shiftsOn } from './gather-facts.ts';
import { known, triedTo } from './source-answer.ts';

/** What can be asked; what is absent isn't, and so is unknown. */
export interface ReachableSources {
  pagerDuty?: { onCall: OnCallSource; incidents: IncidentSource };
  /** Those of the policy's files, which are never down. */
  rotations?: OnCallSource;
  slack?: Pick<Directory, 'groupMembers'>;
}

export type SourceName = 'PagerDuty' | 'Slack';

export interface PolicyQuestion {
  policy: Policy;
  person: PersonName;
  form: UnlockForm;
  at: Temporal.Instant;
  /** Whether `at` is now: an incident source can't be asked about another time. */
  isNow: boolean;
  /** Taken for down, whatever they would say. */
  down: ReadonlySet<SourceName>;
}

/** What was taken as given or left out where the rules asked about it. */
export type Presumed =
  | 'incident-assumed'
  | 'incidents-not-asked'
  | 'cover-planned'
  | 'no-pagerduty-id'
  | 'pagerduty-not-asked'
  | 'slack-not-asked'
  | 'groups-of-now';

export interface FoundByPolicy {
  explanation: Explanation;
  resource: Resource;
  request: AccessRequest;
  presumed: readonly Presumed[];
}

export type PolicyExplained = ({ ok: true } & FoundByPolicy) | { ok: false; mistakes: readonly Refusal[] };

/** What a policy would say to a person that it names, without any record of what they hold: rules alone. Nothing is kept anywhere. */
export async function explainPolicy(sources: ReachableSources, question: PolicyQuestion): Promise<PolicyExplained> {
  const { policy, form, at } = question;
  const reading = readForm(form, policy.resources, { timezone: policy.timezone, now: at });
  if (reading.kind === 'mistaken') return { ok: false, mistakes: reading.mistakes.map(({ because }) => because) };
  const request: AccessRequest = { ...reading.request, channel: '' };
  const resource = policy.resources.get(request.resource);
  if (!resource) return { ok: false, mistakes: [{ code: 'unknown-resource', word: request.resource, nearest: [] }] };
  const presumed = new Set<Presumed>();
  const asking = { ...question, resource, named: request.incident, presumed };
  const facts = await askSources(questionsOf(sources, asking), resource, request);
  return { ok: true, explanation: explainAccess(request, resource, facts, at), resource, request, presumed: [...presumed] };
}

type Asking = PolicyQuestion & { resource: Resource; named: IncidentName | undefined; presumed: Set<Presumed> };

function questionsOf(sources: ReachableSources, asking: Asking): SourceQuestions {
  const { policy, person, at, down, presumed } = asking;
  const { pagerDuty } = sources;
  return {
    person,
    policy,
    async sourceUser() {
      const id = policy.people.get(person)?.pagerduty;
      if (id !== undefined) return known(id);
      presumed.add('no-pagerduty-id');
      return silent('PagerDuty', 'not-asked');
    },
    async shiftsOn(name) {
      const target = policy.targets.get(name);
      if (target && asksPagerDuty(target) && !pagerDuty && !down.has('PagerDuty')) presumed.add('pagerduty-not-asked');
      return shiftsOn({ onCall: reachable(sources, down) }, policy, name, at);
    },
    async plansOf(said, ago) {
      presumed.add('cover-planned');
      return plannedAsSaid(said, ago, at);
    },
    boundIncident: async () => undefined,
    openIncidents: () => openIncidents(pagerDuty?.incidents, asking),
    isMember: (group) => isMember(sources.slack, asking, group),
  };
}

// Plans are in the database, which isn't asked: whoever is on call is taken to have been planned.
function plannedAsSaid(said: readonly SourceAnswer[], ago: readonly Temporal.Duration[], at: Temporal.Instant): Facts['plans'] {
  const readAt = ago.map((one) => at.subtract(one)).toSorted(Temporal.Instant.compare)[0] ?? at;
  return new Map(said.flatMap((one) => (one.known ? [[one.key, [{ source: one.key, readAt, shifts: one.value }]]] : [])));
}

async function openIncidents(source: IncidentSource | undefined, asking: Asking): Promise<Answer<readonly Incident[]>> {
  const { down, isNow, named, resource, presumed, at } = asking;
  if (down.has('PagerDuty')) return silent('PagerDuty', 'timeout');
  if (source && isNow) return triedTo(() => source.openIncidents(resource.services));
  const assumed = named && assumedOpen(named, at);
  presumed.add(assumed ? 'incident-assumed' : 'incidents-not-asked');
  return assumed ? known([assumed]) : silent('PagerDuty', 'not-asked');
}

/** An incident as a rule wants it: just opened, by nobody in particular. */
function assumedOpen(named: IncidentName, openedAt: Temporal.Instant): Incident {
  const { id, number } = 'number' in named ? { id: '', ...named } : { ...named, number: 0 };
  const service = { id: '', name: '' };
  return { id, number, title: '(assumed)', status: 'triggered', urgency: '', service, openedAt };
}

async function isMember(slack: ReachableSources['slack'], asking: Asking, name: GroupName): Promise<Answer<boolean>> {
  const { policy, person, down, isNow, presumed } = asking;
  const group = policy.groups.get(name);
  if (!group) return known(false);
  if (group.kind === 'people') return known(group.members.includes(person));
  if (down.has('Slack')) return silent('Slack', 'timeout');
  if (!slack) {
    presumed.add('slack-not-asked');
    return silent('Slack', 'not-asked');
  }
  if (!isNow) presumed.add('groups-of-now');
  const accounts = policy.people.get(person)?.slack ?? [];
  return triedTo(async () => (await slack.groupMembers(group.id)).some((id) => accounts.includes(id)));
}

/** Each source of a target as far as it can be asked. */
function reachable({ pagerDuty, rotations }: ReachableSources, down: PolicyQuestion['down']): OnCallSource {
  const ofPagerDuty = down.has('PagerDuty') ? silentSource('timeout') : (pagerDuty?.onCall ?? silentSource('not-asked'));
  const of: Record<Provider, OnCallSource> = { pagerduty: ofPagerDuty, rotation: rotations ?? silentSource('not-asked') };
  return { shiftsOn: (source, from, until) => of[source.provider].shiftsOn(source, from, until) };
}

function silentSource(fault: FaultKind): OnCallSource {
  return { shiftsOn: (source) => Promise.reject(new SourceUnavailable(providerLabel(source), fault)) };
}

function silent(source: SourceName, fault: FaultKind): Extract<Answer<never>, { known: false }> {
  return { known: false, source, fault };
}
