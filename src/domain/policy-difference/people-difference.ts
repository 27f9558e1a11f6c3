import type { Group, PersonEntry, Policy, Target } from '../policy.ts';
import { sayList } from '../say-list.ts';
import { changesIn, comparedNames, type Facet, hasNew, type PolicyChange } from './policy-change.ts';

/** In what roles, people, groups and who is on call for what differ. */
export function peopleDifference(before: Policy, after: Policy): PolicyChange[] {
  return [
    ...inRole('owner', before.roles.owners, after.roles.owners),
    ...inRole('auditor', before.roles.auditors, after.roles.auditors),
    ...named('person', PERSON, before.people, after.people),
    ...named('group', GROUP, before.groups, after.groups),
    ...named('on call', TARGET, before.targets, after.targets),
  ];
}

function inRole(role: string, before: readonly string[], after: readonly string[]): PolicyChange[] {
  return [
    ...after.filter((name) => !before.includes(name)).map((name) => ({ text: `${role} added: ${name}`, opensMore: true })),
    ...before.filter((name) => !after.includes(name)).map((name) => ({ text: `${role} removed: ${name}`, opensMore: false })),
  ];
}

// By itself a new name opens nothing: whatever names it is said beside it.
function named<Of>(
  kind: string,
  facets: readonly Facet<Of>[],
  before: ReadonlyMap<string, Of>,
  after: ReadonlyMap<string, Of>,
): PolicyChange[] {
  const { added, removed, kept } = comparedNames(before, after);
  return [
    ...added.map(([name]) => ({ text: `${kind} ${name} added`, opensMore: false })),
    ...removed.map(([name]) => ({ text: `${kind} ${name} removed`, opensMore: false })),
    ...kept.flatMap(({ name, was, now }) =>
      changesIn(facets, was, now).map(({ text, opensMore }) => ({ text: `${kind} ${name} ${text}`, opensMore })),
    ),
  ];
}

const PERSON: readonly Facet<PersonEntry>[] = [
  {
    now: 'now has the Slack account',
    says: ({ slack }) => sayList([...slack].toSorted(), 'and') || 'of nobody',
    opensMore: (a, b) => hasNew(a.slack, b.slack),
  },
  {
    now: 'now is on PagerDuty',
    says: ({ pagerduty }) => pagerduty ?? 'whoever has the same address',
    opensMore: (_, b) => b.pagerduty !== undefined,
  },
];

const GROUP: readonly Facet<Group>[] = [
  {
    now: 'now is',
    says: (group) => (group.kind === 'people' ? sayList(group.members, 'and') || 'nobody' : `Slack's user group ${group.id}`),
    opensMore: (a, b) => a.kind !== 'people' || b.kind !== 'people' || hasNew(a.members, b.members),
  },
];

const TARGET: readonly Facet<Target>[] = [
  {
    now: 'now is',
    says({ provider, of, levels, countPermanent }) {
      const what = 'schedule' in of ? `schedule ${of.schedule}` : `escalation policy ${of.escalationPolicy}`;
      const permanent = countPermanent ? ', permanent entries counted' : '';
      return `${provider}'s ${what}, ${levels === 1 ? 'first level' : `levels up to ${levels}`}${permanent}`;
    },
    opensMore: () => true,
  },
];
