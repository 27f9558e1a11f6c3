import type { Answer } from '../domain/evidence.ts';
import type { Caller, PersonLink } from '../domain/person.ts';
import type { Policy } from '../domain/policy.ts';
import type { Directory } from '../ports/directory.ts';
import type { SourceUsers } from '../ports/source-users.ts';
import type { Store, Transaction } from '../ports/store.ts';
import { triedTo } from './source-answer.ts';

export interface SourceUserNeeds {
  store: Store;
  directory: Directory;
  sourceUsers: SourceUsers;
}

/**
 * The caller's id at PagerDuty: the policy's map, else a link by e-mail, which is made once, by ids, and suspended when either address changes.
 * Undefined when there is none. Throws SourceUnavailable and StoreUnavailable.
 */
export async function sourceUserOf(needs: SourceUserNeeds, policy: Policy, caller: Caller): Promise<string | undefined> {
  const mapped = policy.people.get(caller.person.name)?.pagerduty;
  if (mapped !== undefined) return mapped;
  const link = caller.person.links.find((one) => one.provider === 'pagerduty' && one.madeBy === 'e-mail');
  if (!link) return linkByEmail(needs, policy, caller);
  // Without an address from Slack nothing can be compared: that counts for nothing, but is no change either.
  if (link.suspended || claimedByPolicy(policy, link.id) || caller.member.email === undefined) return undefined;
  if (await addressHolds(needs, policy, caller, link)) return link.id;
  await suspend(needs, policy, caller, link);
  return undefined;
}

/** The same as an answer, for the decision. */
export async function answerSourceUser(
  needs: SourceUserNeeds,
  policy: Policy,
  caller: Caller,
): Promise<Answer<string | undefined>> {
  return triedTo(() => sourceUserOf(needs, policy, caller));
}

async function addressHolds(needs: SourceUserNeeds, policy: Policy, caller: Caller, link: PersonLink): Promise<boolean> {
  const address = link.addressSeen;
  if (address === undefined || !(await isAddressOf(needs, policy, caller, address))) return false;
  return isSameAddress(await needs.sourceUsers.emailOf(link.id), address);
}

// Of this account, or of another one of the same person: the link may have been made through that.
async function isAddressOf(needs: SourceUserNeeds, policy: Policy, caller: Caller, address: string): Promise<boolean> {
  if (isSameAddress(caller.member.email, address)) return true;
  const others = policy.people.get(caller.person.name)?.slack.filter((id) => id !== caller.member.slackId) ?? [];
  if (others.length === 0) return false;
  const holder = await needs.directory.memberByEmail(address);
  return holder !== undefined && others.includes(holder);
}

async function linkByEmail(needs: SourceUserNeeds, policy: Policy, caller: Caller): Promise<string | undefined> {
  const email = caller.member.email;
  if (email === undefined || (await needs.directory.memberByEmail(email)) !== caller.member.slackId) return undefined;
  const user = await needs.sourceUsers.userByEmail(email);
  if (user === 'none' || user === 'unclear' || claimedByPolicy(policy, user.id)) return undefined;
  const link = { provider: 'pagerduty', id: user.id, madeBy: 'e-mail', addressSeen: email } as const;
  return needs.store.transaction(async (tx) => {
    const added = await tx.people.addLink(caller.person, link);
    if (added === 'taken') return undefined;
    if (added === 'there') return presentLink(tx, caller, user.id);
    await tellOfLink(tx, policy, caller, { kind: 'person-linked', id: user.id });
    return user.id;
  });
}

// Another request of theirs was first: its link counts as it is now, and is told once.
async function presentLink(tx: Transaction, caller: Caller, id: string): Promise<string | undefined> {
  const person = await tx.people.byName(caller.person.name);
  return person?.links.some((link) => link.id === id && link.madeBy === 'e-mail' && !link.suspended) ? id : undefined;
}

async function suspend(needs: SourceUserNeeds, policy: Policy, caller: Caller, link: PersonLink): Promise<void> {
  await needs.store.transaction(async (tx) => {
    if (!(await tx.people.suspendLink('pagerduty', link.id))) return;
    await tellOfLink(tx, policy, caller, { kind: 'link-suspended', id: link.id });
  });
}

async function tellOfLink(
  tx: Transaction,
  policy: Policy,
  { person, member }: Caller,
  { kind, id }: { kind: 'person-linked' | 'link-suspended'; id: string },
): Promise<void> {
  tx.record({ kind, by: { kind: 'nightlatch' }, about: { person: person.name, provider: 'pagerduty', id } });
  const note = { kind, person: member.displayName, slackId: member.slackId, provider: 'PagerDuty' };
  await tx.cards.add({ kind: 'note', note }, { kind: 'channel', channel: policy.slack.auditChannel });
}

function claimedByPolicy(policy: Policy, id: string): boolean {
  return [...policy.people.values()].some((entry) => entry.pagerduty === id);
}

/** Whether both are the same address, case aside. */
export function isSameAddress(a: string | undefined, b: string): boolean {
  return a !== undefined && a.toLowerCase() === b.toLowerCase();
}
