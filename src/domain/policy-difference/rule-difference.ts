import { writeDuration } from '../parse-duration.ts';
import type { Approvers, Conditions, Rule } from '../policy.ts';
import { sayList } from '../say-list.ts';
import { changesIn, comparedNames, type Facet, hasNew, type PolicyChange } from './policy-change.ts';

/** In what the rules of one resource differ. Rules are told apart by name, and where several share one, by their order. */
export function rulesDifference(before: readonly Rule[], after: readonly Rule[]): PolicyChange[] {
  const { added, removed, kept } = comparedNames(byName(before), byName(after));
  return [
    ...added.map(([name, rule]) => ({ text: `rule ${name} added: ${sayRule(rule)}`, opensMore: true })),
    ...removed.map(([name, rule]) => ({ text: `rule ${name} removed`, opensMore: stoodBefore(rule, before) })),
    ...kept.flatMap(({ name, was, now }) => {
      const letsPast = stoodBefore(was, before);
      const changes = [
        ...changesIn(WHEN, was, now).map(({ text, opensMore }) => ({ text, opensMore: opensMore || letsPast })),
        ...changesIn(FACETS, was, now),
      ];
      return changes.map(({ text, opensMore }) => ({ text: `rule ${name} ${text}`, opensMore }));
    }),
    ...reordered(before, after),
  ];
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

// Without it, or where it is passed over, a rule further down may decide, which asks nobody.
function stoodBefore(rule: Rule, rules: readonly Rule[]): boolean {
  return rule.approve !== undefined && rules.slice(rules.indexOf(rule) + 1).some((one) => !one.approve && !one.breakGlass);
}

function reordered(before: readonly Rule[], after: readonly Rule[]): PolicyChange[] {
  const [was, is] = [[...byName(before).keys()], [...byName(after).keys()]];
  const order = (names: readonly string[], others: readonly string[]) => names.filter((name) => others.includes(name)).join();
  if (order(was, is) === order(is, was)) return [];
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

function asksLess(before: Rule['approve'], after: Rule['approve']): boolean {
  if (!before) return false;
  return !after || after.count < before.count || hasNew(before.by.map(sayApprover), after.by.map(sayApprover));
}
