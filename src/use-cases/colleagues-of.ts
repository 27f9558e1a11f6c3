import { type SourceAnswer, shiftsSaid } from '../domain/facts.ts';
import type { PersonName, SlackUserId } from '../domain/names.ts';
import type { Member, Person } from '../domain/person.ts';
import type { Policy, Resource } from '../domain/policy.ts';
import { type OnCallUser, type Shift, usersOnCallAt } from '../domain/shift.ts';
import { type OnCallSource, SourceUnavailable } from '../ports/on-call-source.ts';
import { askTargetNow } from './ask-target.ts';
import { personNameOf, slackIdsOf } from './identify-caller.ts';
import { isSameAddress, type SourceUserNeeds } from './source-user-of.ts';

/** Somebody on call who can be written to. */
export interface Colleague {
  person: PersonName;
  slackId: SlackUserId;
  name: string;
}

/**
 * Who is on call at `at` for any target that the resource's rules name, asked afresh, lowest level first and each person once. `unreachable` are those
 * without a Slack account that is known to be theirs, as PagerDuty calls them. Throws SourceUnavailable and StoreUnavailable.
 */
export async function colleaguesOf(
  needs: SourceUserNeeds & { onCall: OnCallSource },
  policy: Policy,
  resource: Resource,
  at: Temporal.Instant,
): Promise<{ colleagues: Colleague[]; unreachable: string[] }> {
  const names = new Set(resource.rules.flatMap((rule) => rule.when.onCall ?? []));
  const targets = [...names].flatMap((name) => policy.targets.get(name) ?? []);
  const said = await Promise.all(targets.map((target) => askTargetNow(needs, target, at)));
  const users = usersOnCallAt(shiftsOf(said.flat()), at, policy.people);
  const found = await Promise.all(users.map((user) => accountsOf(needs, policy, user)));
  const colleagues = new Map<PersonName, Colleague>();
  for (const member of found.flatMap(([first]) => first ?? [])) {
    const person = personNameOf(policy, member.slackId);
    if (!colleagues.has(person)) colleagues.set(person, { person, slackId: member.slackId, name: member.displayName });
  }
  const unreachable = users.filter((_, i) => found[i]?.length === 0).map(({ name }) => name);
  return { colleagues: [...colleagues.values()], unreachable };
}

/**
 * The Slack accounts of these users of on-call sources: by the policy's map, else by a link that holds, else by the one address that both have. Only those
 * that are full members now, asked afresh. Throws SourceUnavailable and StoreUnavailable.
 */
export async function slackAccountsOf(
  needs: SourceUserNeeds,
  policy: Policy,
  users: readonly OnCallUser[],
): Promise<SlackUserId[]> {
  const found = await Promise.all(users.map((user) => accountsOf(needs, policy, user)));
  return [...new Set(found.flat().map(({ slackId }) => slackId))];
}

// Whoever is left out because a source failed would be the one to be asked.
function shiftsOf(said: readonly SourceAnswer[]): Shift[] {
  const failed = said.find((answer) => !answer.known);
  if (failed && !failed.known) throw new SourceUnavailable(failed.source, failed.fault);
  return shiftsSaid(said);
}

function accountsOf(needs: SourceUserNeeds, policy: Policy, { provider, id }: OnCallUser): Promise<Member[]> {
  return provider === 'rotation' ? fullMembers(needs, slackIdsOf(policy, id)) : accountsOfPagerDuty(needs, policy, id);
}

async function accountsOfPagerDuty(needs: SourceUserNeeds, policy: Policy, user: string): Promise<Member[]> {
  const mapped = [...policy.people.values()].find(({ pagerduty }) => pagerduty === user);
  if (mapped) return fullMembers(needs, mapped.slack);
  const person = await needs.store.transaction((tx) => tx.people.byLink('pagerduty', user));
  const theirs = person ? await byLink(needs, policy, user, person) : await byAddress(needs, policy, user);
  if (!theirs) return [];
  // The address was seen on both sides when they were linked: it must be there on both sides still.
  const members = await fullMembers(needs, theirs.slackIds);
  return members.some(({ email }) => isSameAddress(email, theirs.address)) ? members : [];
}

/** Accounts that are whose, as long as one of them has the address. */
type Theirs = { slackIds: readonly SlackUserId[]; address: string };

async function byLink(needs: SourceUserNeeds, policy: Policy, user: string, person: Person): Promise<Theirs | undefined> {
  const link = person.links.find(({ provider, id }) => provider === 'pagerduty' && id === user);
  const address = link?.suspended ? undefined : link?.addressSeen;
  // Whom the policy maps to another user, or a link of a policy that was: neither is this user's.
  if (address === undefined || policy.people.get(person.name)?.pagerduty !== undefined) return undefined;
  if (!isSameAddress(await needs.sourceUsers.emailOf(user), address)) return undefined;
  return { slackIds: slackIdsOf(policy, person.name), address };
}

// The same two look-ups that would link them if they came by: exactly one on either side, and nobody who is linked to somebody else.
async function byAddress(needs: SourceUserNeeds, policy: Policy, user: string): Promise<Theirs | undefined> {
  const address = await needs.sourceUsers.emailOf(user);
  if (address === undefined) return undefined;
  const [one, slackId] = await Promise.all([needs.sourceUsers.userByEmail(address), needs.directory.memberByEmail(address)]);
  if (one === 'none' || one === 'unclear' || one.id !== user || slackId === undefined) return undefined;
  const name = personNameOf(policy, slackId);
  const person = await needs.store.transaction((tx) => tx.people.byName(name));
  const isTaken =
    policy.people.get(name)?.pagerduty !== undefined || person?.links.some(({ provider }) => provider === 'pagerduty');
  return isTaken ? undefined : { slackIds: [slackId], address };
}

async function fullMembers({ directory }: SourceUserNeeds, slackIds: readonly SlackUserId[]): Promise<Member[]> {
  const members = await Promise.all(slackIds.map((slackId) => directory.member(slackId, 'fresh')));
  return members.filter(({ standing }) => standing === 'full');
}
