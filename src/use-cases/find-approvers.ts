import type { Unanswered } from '../domain/condition.ts';
import type { Refusal } from '../domain/decision.ts';
import type { Answer } from '../domain/evidence.ts';
import { type Facts, type SourceAnswer, shiftsSaid } from '../domain/facts.ts';
import { findOnCall } from '../domain/find-conditions.ts';
import type { PersonName, ResourceName, SlackUserId } from '../domain/names.ts';
import type { Caller, Member } from '../domain/person.ts';
import type { Approvers, Policy, Resource } from '../domain/policy.ts';
import { asksPagerDuty } from '../domain/provider.ts';
import type { EligibleApprover } from '../domain/request.ts';
import { coverOf, type Shift, sourceIds, usersOnCallAt } from '../domain/shift.ts';
import type { OnCallSource } from '../ports/on-call-source.ts';
import { askTargetNow } from './ask-target.ts';
import { slackAccountsOf } from './colleagues-of.ts';
import { isMember } from './gather-facts.ts';
import { personNameOf } from './identify-caller.ts';
import { known, triedTo, unansweredBy } from './source-answer.ts';
import { answerSourceUser, type SourceUserNeeds } from './source-user-of.ts';

export interface ApproverNeeds extends SourceUserNeeds {
  onCall: OnCallSource;
}

/** Who can be asked, each person once, those on call first; `unanswered` when a source that could name more didn't answer. */
export interface Found {
  eligible: readonly EligibleApprover[];
  unanswered?: Unanswered;
}

/** What the sources already said of who is on call for a target. */
export type ShiftsKnown = (target: string) => readonly SourceAnswer[];

/**
 * Who may agree to what `requester` asks: full members that `by` means, but never the requester's own accounts. `targets` are those of the resource,
 * only to tell who is awake. A source that fails leaves out whom it would have named. Throws StoreUnavailable.
 */
export async function findApprovers(
  needs: ApproverNeeds,
  policy: Policy,
  asked: { by: readonly Approvers[]; requester: Caller; shiftsOf: ShiftsKnown; targets: readonly string[]; at: Temporal.Instant },
): Promise<Found> {
  const { by, requester, shiftsOf, at } = asked;
  const named = await Promise.all(by.map((one) => accountsOf(needs, policy, one, shiftsOf, at)));
  const accounts = new Set(named.flatMap((answer) => (answer.known ? answer.value : [])));
  const members = await Promise.all([...accounts].map((id) => triedTo(() => needs.directory.member(id, 'recent'))));
  const targets = new Set([...asked.targets, ...by.flatMap((one) => (one.kind === 'on-call' ? [one.target] : []))]);
  const shifts = [...targets].flatMap((target) => shiftsSaid(shiftsOf(target)));
  const eligible = new Map<PersonName, EligibleApprover>();
  for (const answer of members) {
    if (!answer.known || answer.value.standing !== 'full' || isOwn(policy, requester, answer.value.slackId)) continue;
    const approver = approverOf(policy, answer.value, shifts, at);
    if (!eligible.has(approver.person)) eligible.set(approver.person, approver);
  }
  const found = { eligible: [...eligible.values()].toSorted((a, b) => Number(b.onCall) - Number(a.onCall)) };
  const failed = [...named, ...members].find((answer) => !answer.known);
  return failed && !failed.known ? { ...found, unanswered: unansweredBy(failed, 'approvers') } : found;
}

/** The same for what is asked of a resource, by what the sources already said of it. */
export function approversOf(
  needs: ApproverNeeds,
  policy: Policy,
  asked: { by: readonly Approvers[]; requester: Caller; resource: Resource; facts: Facts; at: Temporal.Instant },
): Promise<Found> {
  const { resource, facts, ...about } = asked;
  const targets = resource.rules.flatMap((rule) => rule.when.onCall ?? []);
  return findApprovers(needs, policy, { ...about, targets, shiftsOf: (target) => facts.shifts.get(target) ?? [] });
}

/** Why nobody is asked: fewer can be than must agree. Undefined when there are enough. */
export function refusedForApprovers({ eligible, unanswered }: Found, count: number, resource: ResourceName): Refusal | undefined {
  if (eligible.length >= count) return undefined;
  if (unanswered) return { code: 'approvers-unknown', resource, unanswered };
  return { code: 'too-few-approvers', resource, count, found: eligible.map(({ name }) => name) };
}

/** Whether that account is the requester's, by person: a second account of the same human is no second human. */
export function isOwn(policy: Policy, requester: Caller, slackId: SlackUserId): boolean {
  return slackId === requester.member.slackId || personNameOf(policy, slackId) === requester.person.name;
}

/**
 * Whether `caller` may agree now, asked of every source afresh and all at once: the first yes is enough, however long another takes. Throws
 * StoreUnavailable.
 */
export async function isApprover(
  needs: ApproverNeeds,
  policy: Policy,
  by: readonly Approvers[],
  caller: Caller,
  at: Temporal.Instant,
): Promise<Answer<boolean>> {
  const asking = by.map((one) => isOneOf(needs, policy, one, caller, at));
  const yes = asking.map(async (answer) => ((await answer).known && (await positive(answer)) ? answer : Promise.reject(answer)));
  try {
    return await Promise.any(yes);
  } catch {
    const answers = await Promise.all(asking);
    return answers.find((answer) => !answer.known) ?? known(false);
  }
}

async function positive(answer: Promise<Answer<boolean>>): Promise<boolean> {
  const said = await answer;
  return said.known && said.value;
}

async function isOneOf(
  needs: ApproverNeeds,
  policy: Policy,
  one: Approvers,
  caller: Caller,
  at: Temporal.Instant,
): Promise<Answer<boolean>> {
  switch (one.kind) {
    case 'person':
      return known(one.person === caller.person.name);
    case 'group':
      return isMember(needs, policy, caller, one.group);
    case 'on-call':
      return isOnCall(needs, policy, one.target, caller, at);
  }
}

async function isOnCall(
  needs: ApproverNeeds,
  policy: Policy,
  name: string,
  caller: Caller,
  at: Temporal.Instant,
): Promise<Answer<boolean>> {
  const target = policy.targets.get(name);
  if (!target) return known(false);
  const [sourceUser, said] = await Promise.all([
    asksPagerDuty(target) ? answerSourceUser(needs, policy, caller) : known(undefined),
    askTargetNow(needs, target, at),
  ]);
  const { truth } = findOnCall([name], { person: caller.person.name, sourceUser, shifts: new Map([[name, said]]) }, at);
  if (truth !== 'unknown') return known(truth === 'true');
  return [sourceUser, ...said].find((answer) => !answer.known) ?? known(false);
}

async function accountsOf(
  needs: ApproverNeeds,
  policy: Policy,
  one: Approvers,
  shiftsOf: ShiftsKnown,
  at: Temporal.Instant,
): Promise<Answer<readonly SlackUserId[]>> {
  switch (one.kind) {
    case 'person':
      return known(policy.people.get(one.person)?.slack ?? []);
    case 'group':
      return membersOf(needs, policy, one.group);
    case 'on-call': {
      const said = shiftsOf(one.target);
      const users = usersOnCallAt(shiftsSaid(said), at, policy.people);
      const failed = said.find((answer) => !answer.known);
      return users.length === 0 && failed ? failed : triedTo(() => slackAccountsOf(needs, policy, users));
    }
  }
}

async function membersOf(needs: ApproverNeeds, policy: Policy, name: string): Promise<Answer<readonly SlackUserId[]>> {
  const group = policy.groups.get(name);
  if (!group) return known([]);
  if (group.kind === 'slack-user-group') return triedTo(() => needs.directory.groupMembers(group.id));
  return known(group.members.flatMap((member) => policy.people.get(member)?.slack ?? []));
}

// Who has no account at PagerDuty that the policy names may be on call there, but isn't known to be.
function approverOf(policy: Policy, member: Member, shifts: readonly Shift[], at: Temporal.Instant): EligibleApprover {
  const person = personNameOf(policy, member.slackId);
  const ids = sourceIds(person, policy.people.get(person)?.pagerduty);
  const onCall = coverOf(ids, shifts, at) !== undefined;
  return { person, slackId: member.slackId, name: member.displayName, onCall };
}
