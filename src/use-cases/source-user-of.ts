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

/** What is known of the caller's user at PagerDuty, before anything is written: theirs, none, one to be linked by e-mail, or a link that holds no more. */
type Looked =
  | { kind: 'theirs'; id: string }
  | { kind: 'none' }
  | { kind: 'to-link'; id: string; email: string }
  | { kind: 'to-suspend'; link: PersonLink };

/**
 * The caller's id at PagerDuty: the policy's map, else a link by e-mail, which is made once, by ids, and suspended when either address changes.
 * Undefined when there is none. Throws SourceUnavailable and StoreUnavailable.
 */
export async function sourceUserOf(needs: SourceUserNeeds, policy: Policy, caller: Caller): Promise<string | undefined> {
  const looked = await lookForUser(needs, policy, caller);
  switch (looked.kind) {
    case 'theirs':
      return looked.id;
    case 'none':
      return undefined;
    case 'to-link':
      return addLink(needs, policy, caller, looked);
    case 'to-suspend':
      await suspend(needs, policy, caller, looked.link);
      return undefined;
  }
}

/** The same as an answer, for the decision. */
export async function answerSourceUser(
  needs: SourceUserNeeds,
  policy: Policy,
  caller: Caller,
): Promise<Answer<string | undefined>> {
  return triedTo(() => sourceUserOf(needs, policy, caller));
}

/** Who it would be, without making or suspending any link. Throws StoreUnavailable. */
export async function foreseeSourceUser(
  needs: SourceUserNeeds,
  policy: Policy,
  caller: Caller,
): Promise<Answer<string | undefined>> {
  return triedTo(async () => {
    const looked = await lookForUser(needs, policy, caller);
    if (looked.kind === 'theirs') return looked.id;
    if (looked.kind !== 'to-link') return undefined;
    const holder = await needs.store.transaction((tx) => tx.people.byLink('pagerduty', looked.id));
    return holder === undefined ? looked.id : undefined;
  });
}

async function lookForUser(needs: SourceUserNeeds, policy: Policy, caller: Caller): Promise<Looked> {
  const mapped = policy.people.get(caller.person.name)?.pagerduty;
  if (mapped !== undefined) return { kind: 'theirs', id: mapped };
  const link = caller.person.links.find((one) => one.provider === 'pagerduty' && one.madeBy === 'e-mail');
  if (!link) return lookByEmail(needs, policy, caller);
  // Without an address from Slack nothing can be compared: that counts for nothing, but is no change either.
  if (link.suspended || claimedByPolicy(policy, link.id) || caller.member.email === undefined) return { kind: 'none' };
  return (await addressHolds(needs, policy, caller, link)) ? { kind: 'theirs', id: link.id } : { kind: 'to-suspend', link };
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

async function lookByEmail(needs: SourceUserNeeds, policy: Policy, caller: Caller): Promise<Looked> {
  const email = caller.member.email;
  if (email === undefined || (await needs.directory.memberByEmail(email)) !== caller.member.slackId) return { kind: 'none' };
  const user = await needs.sourceUsers.userByEmail(email);
  if (user === 'none' || user === 'unclear' || claimedByPolicy(policy, user.id)) return { kind: 'none' };
  return { kind: 'to-link', id: user.id, email };
}

async function addLink(
  needs: SourceUserNeeds,
  policy: Policy,
  caller: Caller,
  { id, email }: { id: string; email: string },
): Promise<string | undefined> {
  const link = { provider: 'pagerduty', id, madeBy: 'e-mail', addressSeen: email } as const;
  return needs.store.transaction(async (tx) => {
    // Another policy may name somebody else for it, and another channel.
    if ((await tx.policies.inForce()) !== policy.hash) return undefined;
    const added = await tx.people.addLink(caller.person, link);
    if (added === 'taken') return undefined;
    if (added === 'there') return presentLink(tx, caller, id);
    await tellOfLink(tx, policy, caller, { kind: 'person-linked', id });
    return id;
  });
}

// Another request of theirs was first: its link counts as it is now, and is told once.
async function presentLink(tx: Transaction, caller: Caller, id: string): Promise<string | undefined> {
  const person = await tx.people.byName(caller.person.name);
  return person?.links.some((link) => link.id === id && link.madeBy === 'e-mail' && !link.suspended) ? id : undefined;
}

async function suspend(needs: SourceUserNeeds, policy: Policy, caller: Caller, link: PersonLink): Promise<void> {
  await needs.store.transaction(async (tx) => {
    if ((await tx.policies.inForce()) !== policy.hash) return;
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
