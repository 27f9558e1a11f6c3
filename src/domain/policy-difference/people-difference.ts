import type { InSteps } from '../in-steps.ts';
import type { Group, PersonEntry, Policy, Target, TargetSource } from '../policy.ts';
import { sayList } from '../say-list.ts';
import { changesIn, comparedNames, type Facet, hasNew, newIn, type PolicyChange } from './policy-change.ts';

/** In what roles, people, groups and who is on call for what differ. */
export function* peopleDifference(before: Policy, after: Policy): InSteps<PolicyChange[]> {
  return [
    ...inRole('owner', before.roles.owners, after.roles.owners),
    ...inRole('auditor', before.roles.auditors, after.roles.auditors),
    ...(yield* named('person', (was, now) => changesIn(PERSON, was, now), before.people, after.people, isSeveral)),
    ...(yield* named('group', membersChanged, before.groups, after.groups)),
    ...(yield* named('on call', (was, now) => changesIn(TARGET, was, now), before.targets, after.targets)),
  ];
}

function inRole(role: string, before: readonly string[], after: readonly string[]): PolicyChange[] {
  return [
    ...after.filter((name) => !before.includes(name)).map((name) => ({ text: `${role} added: ${name}`, opensMore: true })),
    ...before.filter((name) => !after.includes(name)).map((name) => ({ text: `${role} removed: ${name}`, opensMore: false })),
  ];
}

// By itself a new name opens nothing: whatever names it is said beside it.
function* named<Of>(
  kind: string,
  changed: (was: Of, now: Of) => readonly PolicyChange[],
  before: ReadonlyMap<string, Of>,
  after: ReadonlyMap<string, Of>,
  opensMoreByGoing: (was: Of) => boolean = () => false,
): InSteps<PolicyChange[]> {
  const { added, removed, kept } = comparedNames(before, after);
  const changes: PolicyChange[] = [
    ...added.map(([name]) => ({ text: `${kind} ${name} added`, opensMore: false })),
    ...removed.map(([name, was]) => ({ text: `${kind} ${name} removed`, opensMore: opensMoreByGoing(was) })),
  ];
  for (const { name, was, now } of kept) {
    for (const { text, opensMore } of changed(was, now)) changes.push({ text: `${kind} ${name} ${text}`, opensMore });
    yield;
  }
  return changes;
}

// Accounts that no person holds together any more are humans of their own: one could agree to what the other asked.
function isSeveral({ slack }: PersonEntry): boolean {
  return slack.length > 1;
}

const PERSON: readonly Facet<PersonEntry>[] = [
  {
    now: 'now has the Slack account',
    says: ({ slack }) => sayList([...slack].toSorted(), 'and') || 'of nobody',
    opensMore: (a, b) => hasNew(a.slack, b.slack) || isSeveral(a),
  },
  {
    now: 'now is on PagerDuty',
    says: ({ pagerduty }) => pagerduty ?? 'whoever has the same address',
    opensMore: (_, b) => b.pagerduty !== undefined,
  },
];

// Not all of them: of a large group nobody would see who is new.
function membersChanged(was: Group, now: Group): PolicyChange[] {
  if (was.kind !== 'people' || now.kind !== 'people') return changesIn(GROUP, was, now);
  const [came, went] = [newIn(was.members, now.members), newIn(now.members, was.members)];
  const said = (names: readonly string[], what: string) =>
    names.length === 0 ? [] : [`has ${names.length} ${what}: ${sayList(names, 'and')}`];
  return [
    ...said(came, came.length === 1 ? 'new member' : 'new members').map((text) => ({ text, opensMore: true })),
    ...said(went, went.length === 1 ? 'member fewer' : 'members fewer').map((text) => ({ text, opensMore: false })),
  ];
}

const GROUP: readonly Facet<Group>[] = [
  {
    now: 'now is',
    says: (group) => (group.kind === 'people' ? sayList(group.members, 'and') || 'nobody' : `Slack's user group ${group.id}`),
    opensMore: () => true,
  },
];

const TARGET: readonly Facet<Target>[] = [
  {
    now: 'now is',
    says: ({ sources, fallback }) =>
      sayList([...sources.map(saySource), ...(fallback ? [`else ${saySource(fallback)}`] : [])], 'or'),
    opensMore: () => true,
  },
];

function saySource(source: TargetSource): string {
  if (source.provider === 'rotation') return `the rotation ${source.rotation.name}`;
  const { provider, of, levels, countPermanent } = source;
  const [[kind, id] = []] = Object.entries(of);
  const what = `${kind === 'escalationPolicy' ? 'escalation policy' : kind} ${id}`;
  const permanent = countPermanent ? ', permanent entries counted' : '';
  return `${provider}'s ${what}, ${levels === 1 ? 'first level' : `levels up to ${levels}`}${permanent}`;
}
