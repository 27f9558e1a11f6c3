import type { PersonName } from '../names.ts';
import { writeDuration } from '../parse-duration.ts';
import type { ApprovalRule, Policy, Resource, Rule, Target, TargetSource } from '../policy.ts';
import { sayList } from '../say-list.ts';
import type { FindingPlace, PolicyFinding } from './policy-finding.ts';
import { holdersOf, type Members } from './ways.ts';

/** Those who may agree, as far as the policy alone can tell. */
interface Asked {
  people: ReadonlySet<PersonName>;
  targets: readonly Target[];
  /** Slack's groups: nothing is known of their size. */
  unseen: readonly string[];
}

/** Whether as many can ever agree as the rule wants, when whoever asks never counts. */
export function checkQuorum(resource: Resource, rule: Rule, policy: Policy, members: Members): PolicyFinding[] {
  if (!rule.approve) return [];
  const place = { about: 'rule', resource: resource.name, rule: rule.name, key: 'approve' } as const;
  return quorumOf(place, rule, rule.approve, policy, members);
}

/** The same for cover that isn't settled: what is refused then is opened by any other, so it is nothing worse than a warning. */
export function checkSettledQuorum(resource: Resource, rule: Rule, policy: Policy, members: Members): PolicyFinding[] {
  if (rule.settled.blank || rule.approve) return [];
  const place = { about: 'rule', resource: resource.name, rule: rule.name, key: 'settled' } as const;
  const cover = `cover that is newer than ${writeDuration(rule.settled)}`;
  const [found] = rule.unsettledApproval
    ? quorumOf(place, rule, rule.unsettledApproval, policy, members)
    : [{ message: 'nobody can agree to it' }];
  if (!found) return [];
  const mend = 'Name `approvers` of the resource: a group in which somebody else is.';
  return [{ severity: 'warning', place, message: `opens nothing by ${cover}: ${found.message}`, mend }];
}

function quorumOf(
  place: FindingPlace,
  rule: Rule,
  { by, count }: ApprovalRule,
  policy: Policy,
  members: Members,
): PolicyFinding[] {
  const asked = askedBy(by, policy, members);
  if (asked.unseen.length > 0) return unseen(place, count, asked);
  return asked.targets.length > 0 ? tooFewOnCall(place, rule, count, asked) : onlyThemselves(place, rule, count, asked, members);
}

function askedBy(by: NonNullable<Rule['approve']>['by'], policy: Policy, members: Members): Asked {
  const people = by.flatMap((one) => {
    if (one.kind === 'person') return [one.person];
    return one.kind === 'group' ? [...(members.get(one.group) ?? [])] : [];
  });
  const targets = by.flatMap((one) => (one.kind === 'on-call' ? (policy.targets.get(one.target) ?? []) : []));
  const unseenGroups = by.flatMap((one) => (one.kind === 'group' && !members.has(one.group) ? [one.group] : []));
  return { people: new Set(people), targets, unseen: unseenGroups };
}

// One of Slack's groups is enough for one yes; whether it is for more can't be seen here.
function unseen(place: FindingPlace, count: number, { people, targets, unseen: groups }: Asked): PolicyFinding[] {
  const known = people.size + seatsOf(targets);
  if (count === 1 || known > count) return [];
  const message = `needs ${count} to agree, and how many are in ${sayList(groups, 'and')} is known to Slack only`;
  return [{ severity: 'note', place, message }];
}

function tooFewOnCall(place: FindingPlace, rule: Rule, count: number, { people, targets }: Asked): PolicyFinding[] {
  const isRequesterOnCall = rule.when.onCall?.every((name) => targets.some((target) => target.name === name)) ?? false;
  const most = people.size + seatsOf(targets) - (isRequesterOnCall ? 1 : 0);
  if (most >= count) return [];
  const names = sayList(
    targets.map(({ name }) => name),
    'and',
  );
  const without = isRequesterOnCall ? ` besides whoever asks, who is on call for ${names} too` : '';
  const message = `needs ${count} to agree, but ${most === 0 ? 'usually nobody' : `usually only ${most}`} can${without}`;
  return [{ severity: 'warning', place, message, mend: 'Name somebody else beside those on call.' }];
}

// A schedule has one person on call at a time, an escalation policy usually one on each level.
function seatsOf(targets: readonly Target[]): number {
  return targets.flatMap(({ sources }) => sources.map(seatsAt)).reduce((sum, seats) => sum + seats, 0);
}

function seatsAt(source: TargetSource): number {
  if (source.provider === 'rotation') return Math.max(...source.rotation.members.map(({ length }) => length));
  return 'schedule' in source.of ? 1 : source.levels;
}

function onlyThemselves(place: FindingPlace, rule: Rule, count: number, { people }: Asked, members: Members): PolicyFinding[] {
  const holders = holdersOf(rule, members);
  const canOnlyTheyAsk = holders?.every((some) => some.isSubsetOf(people)) ?? false;
  if (people.size > count || (people.size === count && !canOnlyTheyAsk)) return [];
  const who = people.size === 0 ? 'nobody' : `only ${sayList([...people], 'and')}`;
  const message = `${who} can agree${people.size < count ? '' : ', and nobody else can ask'}: ${count} ${count === 1 ? 'other' : 'others'} never can`;
  return [{ severity: 'mistake', place, message, mend: "Name somebody who may agree and doesn't ask, or want fewer." }];
}
