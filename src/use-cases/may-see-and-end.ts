import type { Grant } from '../domain/grant.ts';
import type { Caller } from '../domain/person.ts';
import type { Policy } from '../domain/policy.ts';
import type { Directory } from '../ports/directory.ts';
import { isMember } from './gather-facts.ts';

/** What a person may do with a grant. `details`: reason, variables and evidence. */
export interface Standing {
  holder: boolean;
  details: boolean;
  revoke: boolean;
}

/**
 * A person's standing towards grants: the holder; approvers of the resource and owners see details and may revoke; auditors see details. A group
 * that can't be asked counts as not a member.
 */
export async function standingOf(
  directory: Directory,
  policy: Policy,
  caller: Caller,
  grants: readonly Pick<Grant, 'holder' | 'resource'>[],
): Promise<Standing[]> {
  const owner = policy.roles.owners.includes(caller.person.name);
  const auditor = policy.roles.auditors.includes(caller.person.name);
  const groups = new Map<string, Promise<boolean>>();
  const approver = (resource: string): Promise<boolean> => {
    const group = policy.resources.get(resource)?.approvers;
    if (group === undefined) return Promise.resolve(false);
    const known =
      groups.get(group) ?? isMember({ directory }, policy, caller, group).then((answer) => answer.known && answer.value);
    groups.set(group, known);
    return known;
  };
  return Promise.all(
    grants.map(async (grant) => {
      const holder = grant.holder.personId === caller.person.id;
      const revoke = owner || (await approver(grant.resource));
      return { holder, revoke, details: holder || revoke || auditor };
    }),
  );
}
