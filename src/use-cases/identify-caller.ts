import type { PersonName, SlackUserId } from '../domain/names.ts';
import type { Caller, Member, Person } from '../domain/person.ts';
import type { Policy } from '../domain/policy.ts';
import type { Directory } from '../ports/directory.ts';
import type { Transaction } from '../ports/store.ts';

/**
 * The full member behind a Slack id, asked afresh; undefined for everyone who may do nothing here (guests, bots, deactivated accounts, people of
 * other workspaces). Throws SourceUnavailable.
 */
export async function identifyMember(directory: Directory, slackId: SlackUserId): Promise<Member | undefined> {
  const member = await directory.member(slackId, 'fresh');
  return member.standing === 'full' ? member : undefined;
}

/** The member's person: the policy's map wins; someone it doesn't list is a person of their own. */
export async function personOf(tx: Transaction, policy: Policy, member: Member): Promise<Person> {
  const name = personNameOf(policy, member.slackId);
  return (await tx.people.byName(name)) ?? tx.people.keepFromPolicy(name, policyLinks(policy, name));
}

/** What the person with that Slack account is called here, whether or not they ever came by. */
export function personNameOf(policy: Policy, slackId: SlackUserId): PersonName {
  return [...policy.people.values()].find((one) => one.slack.includes(slackId))?.name ?? `slack:${slackId}`;
}

/** The Slack accounts of the person called that here: the other way round. */
export function slackIdsOf(policy: Policy, name: PersonName): readonly SlackUserId[] {
  return policy.people.get(name)?.slack ?? (name.startsWith('slack:') ? [name.slice('slack:'.length)] : []);
}

/** Member and person together, within a transaction. */
export async function callerOf(tx: Transaction, policy: Policy, member: Member): Promise<Caller> {
  return { member, person: await personOf(tx, policy, member) };
}

/** The links that the policy gives everybody it lists. */
export function allPolicyLinks(policy: Policy): ReadonlyMap<PersonName, ReturnType<typeof policyLinks>> {
  return new Map([...policy.people.keys()].map((name) => [name, policyLinks(policy, name)]));
}

/** The links that the policy gives a person. */
export function policyLinks(policy: Policy, name: string): { provider: 'slack' | 'pagerduty'; id: string }[] {
  const entry = policy.people.get(name);
  if (!entry) return [];
  const slack = entry.slack.map((id) => ({ provider: 'slack' as const, id }));
  return entry.pagerduty === undefined ? slack : [...slack, { provider: 'pagerduty' as const, id: entry.pagerduty }];
}
