import type { InSteps } from '../in-steps.ts';
import { writeDuration } from '../parse-duration.ts';
import type { Approvers, Conditions, Rule } from '../policy.ts';
import { sayList } from '../say-list.ts';
import { changesIn, comparedNames, type Facet, hasNew, type PolicyChange } from './policy-change.ts';

/** In what the rules of one resource differ. Rules are told apart by name, and where several share one, by their order. */
export function* rulesDifference(before: readonly Rule[], after: readonly Rule[]): InSteps<PolicyChange[]> {
  const [named, namedNow] = [byName(before), byName(after)];
  const { added, removed, kept } = comparedNames(named, namedNow);
  const holdBack = rulesThatHoldBack(before);
  const changes: PolicyChange[] = [
    ...added.map(([name, rule]) => ({ text: `rule ${name} added: ${sayRule(rule)}`, opensMore: true })),
    ...removed.map(([name, rule]) => ({ text: `rule ${name} removed`, opensMore: holdBack.has(rule) })),
  ];
  for (const { name, was, now } of kept) {
    const when = changesIn(WHEN, was, now).map(({ text, opensMore }) => ({ text, opensMore: opensMore || holdBack.has(was) }));
    for (const { text, opensMore } of [...when, ...changesIn(FACETS, was, now)])
      changes.push({ text: `rule ${name} ${text}`, opensMore });
    yield;
  }
  return [...changes, ...reordered([...named.keys()], [...namedNow.keys()])];
}

function byName(rules: readonly Rule[]): Map<string, Rule> {
  const named = new Map<string, Rule>();
  for (const rule of rules) {
    let name = `‘${rule.name}’`;
    for (let nth = 2; named.has(name); nth += 1) name = `‘${rule.name}’ (${nth})`;
    named.set(name, rule);
  }
  return named;
}

// Without one of them, or where it is passed over, a rule further down may decide, which asks nobody.
function rulesThatHoldBack(rules: readonly Rule[]): ReadonlySet<Rule> {
  const last = rules.findLastIndex((rule) => !rule.approve && !rule.breakGlass);
  return new Set(rules.slice(0, Math.max(0, last)).filter((rule) => rule.approve));
}

function reordered(was: readonly string[], is: readonly string[]): PolicyChange[] {
  const order = (names: readonly string[], others: ReadonlySet<string>) => names.filter((name) => others.has(name)).join();
  if (order(was, new Set(is)) === order(is, new Set(was))) return [];
  return [{ text: `rules are in another order: ${is.join(', ')}`, opensMore: true }];
}

const longer = (a: Temporal.Duration, b: Temporal.Duration): boolean => Temporal.Duration.compare(a, b) < 0;

/** When it counts. */
const WHEN: readonly Facet<Rule>[] = [
  { now: 'now is for', says: ({ when }) => sayWho(when), opensMore: (a, b) => isForMore(a.when, b.when) },
  {
    now: 'now needs',
    says: ({ when }) => sayIncident(when),
    opensMore: (a, b) => needsLess(a.when.incident, b.when.incident),
  },
  {
    now: 'now counts',
    says: ({ breakGlass }) => (breakGlass ? 'as break glass only' : 'without being asked for by name'),
    opensMore: (a, b) => a.breakGlass && !b.breakGlass,
  },
];

const FACETS: readonly Facet<Rule>[] = [
  { now: 'now needs', says: ({ approve }) => sayApproval(approve), opensMore: (a, b) => asksLess(a.approve, b.approve) },
  {
    now: 'now asks in',
    says: ({ approve }) => approve?.channel ?? 'the approval channel',
    opensMore: () => false,
  },
  {
    now: 'now usually lasts',
    says: ({ grant }) => writeDuration(grant.default),
    opensMore: (a, b) => longer(a.grant.default, b.grant.default),
  },
  {
    now: 'now lasts at most',
    says: ({ grant }) => writeDuration(grant.atMost),
    opensMore: (a, b) => longer(a.grant.atMost, b.grant.atMost),
  },
  {
    now: 'now gives',
    says: ({ variables }) => sayList(variables, 'and') || 'no variable',
    opensMore: (a, b) => hasNew(a.variables, b.variables),
  },
  {
    now: 'now wants',
    says: ({ reasonRequired }) => (reasonRequired ? 'a reason' : 'no reason'),
    opensMore: (a, b) => a.reasonRequired && !b.reasonRequired,
  },
  {
    now: 'now wants',
    says: ({ review }) =>
      review ? `a review by ${sayList(review.by, 'or')} within ${writeDuration(review.within)}` : 'no review',
    opensMore: (a, b) => a.review !== undefined && !b.review,
  },
  {
    now: 'now outlives',
    says: ({ outlives }) => sayList([...outlives].toSorted(), 'and') || 'neither shift nor incident',
    opensMore: (a, b) => hasNew([...a.outlives], [...b.outlives]),
  },
  { now: 'now compares cover with', says: saySettled, opensMore: opensMoreUnsettled },
  {
    now: 'now ends after a resolve within',
    says: ({ graceAfterResolve }) => writeDuration(graceAfterResolve),
    opensMore: (a, b) => longer(a.graceAfterResolve, b.graceAfterResolve),
  },
  {
    now: 'now shows values for',
    says: ({ showFor }) => writeDuration(showFor),
    opensMore: (a, b) => longer(a.showFor, b.showFor),
  },
  {
    now: 'now shows values at most',
    says: ({ maxReveals }) => `${maxReveals}×`,
    opensMore: (a, b) => a.maxReveals < b.maxReveals,
  },
];

function sayRule(rule: Rule): string {
  return `for ${sayWho(rule.when)}, with ${sayIncident(rule.when)} and ${sayApproval(rule.approve)}, at most ${writeDuration(rule.grant.atMost)}`;
}

function sayWho({ onCall, member }: Conditions): string {
  const who = [
    onCall && `whoever is on call for ${sayList(onCall, 'or')}`,
    member && `members of ${sayList(member, 'or')}`,
  ].filter((one) => one !== undefined);
  return who.join(' who are also ') || 'everybody';
}

// Each of both narrows by itself: one that is gone, or that names more, lets more people in.
function isForMore(before: Conditions, after: Conditions): boolean {
  return admitsMore(before.onCall, after.onCall) || admitsMore(before.member, after.member);
}

function admitsMore(before: readonly string[] | undefined, after: readonly string[] | undefined): boolean {
  if (!before) return false;
  return !after || hasNew(before, after);
}

function sayIncident({ incident }: Conditions): string {
  if (!incident) return 'no incident';
  const opener = incident.openedBy === 'others' ? ' that somebody else opened' : '';
  return `an open incident${opener}, at most ${writeDuration(incident.maxAge)} old`;
}

function needsLess(before: Conditions['incident'], after: Conditions['incident']): boolean {
  if (!before) return false;
  return !after || longer(before.maxAge, after.maxAge) || (before.openedBy === 'others' && after.openedBy === 'anyone');
}

function sayApproval(approve: Rule['approve']): string {
  if (!approve) return "nobody's yes";
  const yes = approve.count === 1 ? 'a yes' : `${approve.count} yeses`;
  return `${yes} of ${sayList(approve.by.map(sayApprover), 'or')} within ${writeDuration(approve.within)}`;
}

function sayApprover(one: Approvers): string {
  switch (one.kind) {
    case 'person':
      return one.person;
    case 'group':
      return one.group;
    case 'on-call':
      return `whoever is on call for ${one.target}`;
  }
}

function saySettled({ settled, approve, unsettledApproval }: Rule): string {
  if (settled.blank) return 'no plan';
  const plan = `the plan of ${writeDuration(settled)} before`;
  if (approve) return plan;
  return `${plan}, else it needs ${unsettledApproval ? sayApproval(unsettledApproval) : 'a yes that nobody can give'}`;
}

function opensMoreUnsettled(a: Rule, b: Rule): boolean {
  if (longer(b.settled, a.settled)) return true;
  if (a.settled.blank || a.approve) return false;
  if (!a.unsettledApproval) return b.unsettledApproval !== undefined;
  return b.unsettledApproval !== undefined && asksLess(a.unsettledApproval, b.unsettledApproval);
}

function asksLess(before: Rule['approve'], after: Rule['approve']): boolean {
  if (!before) return false;
  return !after || after.count < before.count || hasNew(before.by.map(sayApprover), after.by.map(sayApprover));
}
