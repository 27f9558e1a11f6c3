import type { InSteps } from '../in-steps.ts';
import type { Resource, Show, Variable } from '../policy.ts';
import { sayList } from '../say-list.ts';
import { changesIn, comparedNames, type Facet, hasNew, type PolicyChange } from './policy-change.ts';
import { rulesDifference } from './rule-difference.ts';

const MOST_NAMED = 3;

/** In what resources differ; what is the same of several is said once, with their names. */
export function* resourcesDifference(
  before: ReadonlyMap<string, Resource>,
  after: ReadonlyMap<string, Resource>,
): InSteps<PolicyChange[]> {
  const { added, removed, kept } = comparedNames(before, after);
  const alike = new Map<string, { change: PolicyChange; names: string[] }>();
  for (const { name, was, now } of kept) {
    for (const change of was === now ? [] : yield* changesOf(was, now)) {
      const key = `${change.opensMore} ${change.text}`;
      const known = alike.get(key);
      if (known) known.names.push(name);
      else alike.set(key, { change, names: [name] });
    }
    yield;
  }
  const changes: PolicyChange[] = [
    ...added.map(([name, { rules, variables }]) => ({
      text: `resource ${name} added, with ${counted(rules.length, 'rule')} and ${counted(variables.size, 'variable')}`,
      opensMore: true,
    })),
    ...removed.map(([name]) => ({ text: `resource ${name} removed`, opensMore: false })),
  ];
  for (const { change, names } of alike.values()) {
    changes.push({ ...change, text: `${sayNames(names)}: ${change.text}` });
    yield;
  }
  return changes;
}

function* changesOf(was: Resource, now: Resource): InSteps<PolicyChange[]> {
  return [
    ...changesIn(FACETS, was, now),
    ...variablesDifference(was.variables, now.variables),
    ...(yield* rulesDifference(was.rules, now.rules)),
  ];
}

const FACETS: readonly Facet<Resource>[] = [
  { now: 'now is called', says: ({ title }) => title, opensMore: () => false },
  {
    now: 'now is concerned by incidents of',
    says: ({ services }) => (services === 'any' ? 'any service' : sayList(services, 'and') || 'no service'),
    opensMore: (a, b) => a.services !== 'any' && (b.services === 'any' || hasNew(a.services, b.services)),
  },
  {
    now: 'now has as approvers',
    says: ({ approvers }) => approvers ?? 'nobody',
    opensMore: (_, b) => b.approvers !== undefined,
  },
];

function variablesDifference(before: ReadonlyMap<string, Variable>, after: ReadonlyMap<string, Variable>): PolicyChange[] {
  const { added, removed, kept } = comparedNames(before, after);
  return [
    // Who gets it is said by the rules that give it.
    ...added.map(([name, { source }]) => ({
      text: `variable ${name} added, from ${source.source} ${source.path}`,
      opensMore: false,
    })),
    ...removed.map(([name]) => ({ text: `variable ${name} removed`, opensMore: false })),
    ...kept.flatMap(({ name, was, now }) =>
      changesIn(VARIABLE_FACETS, was, now).map(({ text, opensMore }) => ({ text: `variable ${name} ${text}`, opensMore })),
    ),
  ];
}

const WHERE: Readonly<Record<Show, string>> = { slack: 'in Slack', terminal: 'in the terminal only', never: 'nowhere' };
const REACH: readonly Show[] = ['never', 'terminal', 'slack'];

const VARIABLE_FACETS: readonly Facet<Variable>[] = [
  { now: 'now comes from', says: ({ source }) => `${source.source} ${source.path}`, opensMore: () => true },
  {
    now: 'now is shown',
    says: ({ show }) => WHERE[show],
    opensMore: (a, b) => REACH.indexOf(a.show) < REACH.indexOf(b.show),
  },
];

function sayNames(names: readonly string[]): string {
  const rest = names.length - MOST_NAMED;
  return rest > 0 ? `${names.slice(0, MOST_NAMED).join(', ')} and ${rest} more` : sayList(names, 'and');
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
