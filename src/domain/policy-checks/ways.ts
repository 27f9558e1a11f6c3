import type { GroupName, PersonName, TargetName } from '../names.ts';
import type { Conditions, Policy, Rule } from '../policy.ts';

/** Who is in each group that lists people; groups of Slack have no entry. */
export type Members = ReadonlyMap<GroupName, ReadonlySet<PersonName>>;

/** One way in which a rule's conditions can all be true: on call for this target, a member of that group or that very person, within such an incident. */
export interface Way {
  onCall?: TargetName;
  member?: { group: GroupName } | { person: PersonName };
  incident?: NonNullable<Conditions['incident']>;
}

/** What is surely so of some conditions, whenever a way is taken. `open`: it may be any of true, false and unknown, or of some of them. */
export type Outlook = { surely: 'true' } | { surely: 'false' } | { surely: 'open'; mayBeUnknown: boolean };

/** The members of the policy's own groups. */
export function membersOf(groups: Policy['groups']): Members {
  const listed = [...groups.values()].flatMap((group) => (group.kind === 'people' ? [group] : []));
  return new Map(listed.map(({ name, members }) => [name, new Set(members)]));
}

/** The policy's own groups of which one must be in for the rule to hold, each as its people; undefined where it may be others. */
export function holdersOf({ when }: Pick<Rule, 'when'>, members: Members): ReadonlySet<PersonName>[] | undefined {
  const listed = when.member?.map((name) => members.get(name));
  return listed?.every((people) => people !== undefined) ? listed : undefined;
}

/** Whether nobody is found on call for any of these but by their id at PagerDuty. */
export function areOfPagerDuty(names: readonly TargetName[], { targets }: Pick<Policy, 'targets'>): boolean {
  return names.flatMap((name) => targets.get(name)?.sources ?? []).every(({ provider }) => provider === 'pagerduty');
}

/** Every way that makes the conditions true, each group as a whole. */
export function waysOf({ onCall, member, incident }: Conditions): Way[] {
  const targets = onCall ? onCall.map((target): Way => ({ onCall: target })) : [{}];
  const groups = member ? member.map((group): Way => ({ member: { group } })) : [{}];
  return targets.flatMap((target) => groups.map((group): Way => ({ ...target, ...group, ...(incident && { incident }) })));
}

/** The same way for each member alone; undefined where it isn't by a group of listed people. */
export function byPerson(way: Way, members: Members): Way[] | undefined {
  const listed = way.member && 'group' in way.member ? members.get(way.member.group) : undefined;
  return listed && [...listed].map((person) => ({ ...way, member: { person } }));
}

/** What can be said of `conditions` when `way` is taken: nothing is said of what only a source could tell. */
export function outlook(conditions: Conditions, way: Way, members: Members): Outlook {
  const each = [onCallOutlook(conditions, way), incidentOutlook(conditions, way), memberOutlook(conditions, way, members)];
  if (each.some(({ surely }) => surely === 'false')) return { surely: 'false' };
  if (each.every(({ surely }) => surely === 'true')) return { surely: 'true' };
  return { surely: 'open', mayBeUnknown: each.some((one) => one.surely === 'open' && one.mayBeUnknown) };
}

const TRUE: Outlook = { surely: 'true' };
const OPEN: Outlook = { surely: 'open', mayBeUnknown: true };

function onCallOutlook({ onCall }: Conditions, way: Way): Outlook {
  return !onCall || (way.onCall !== undefined && onCall.includes(way.onCall)) ? TRUE : OPEN;
}

function incidentOutlook({ incident }: Conditions, way: Way): Outlook {
  if (!incident) return TRUE;
  if (!way.incident || Temporal.Duration.compare(way.incident.maxAge, incident.maxAge) > 0) return OPEN;
  return incident.openedBy === 'anyone' || way.incident.openedBy === 'others' ? TRUE : OPEN;
}

function memberOutlook({ member }: Conditions, { member: one }: Way, members: Members): Outlook {
  if (!member) return TRUE;
  const listed = member.map((name) => members.get(name));
  // Whether somebody is in a group of this file is always known.
  const open: Outlook = { surely: 'open', mayBeUnknown: listed.includes(undefined) };
  if (!one) return open;
  if ('group' in one) return member.includes(one.group) ? TRUE : open;
  if (listed.some((people) => people?.has(one.person))) return TRUE;
  return listed.includes(undefined) ? open : { surely: 'false' };
}
