import type { SlackUserId } from '../domain/names.ts';
import type { Person } from '../domain/person.ts';
import type { Policy } from '../domain/policy.ts';
import { countApprovers, type PendingRequest } from '../domain/request.ts';
import type { HomeContent } from '../ports/card-surface.ts';
import type { Directory } from '../ports/directory.ts';
import type { PolicyHolder } from '../ports/policy-holder.ts';
import type { Store, Transaction } from '../ports/store.ts';
import { personNameOf } from './identify-caller.ts';

// More than anyone may hold open at once.
const MOST_GRANTS = 20;

/**
 * What the home tab of that account shows now: what the person behind it holds and waits for, what the account can agree to, and what else there is
 * to unlock. Throws StoreUnavailable, and SourceUnavailable when Slack can't say whose it is.
 */
export async function homeContent(
  needs: { store: Store; directory: Directory; policy: PolicyHolder },
  of: SlackUserId,
): Promise<HomeContent> {
  const policy = needs.policy.current();
  const { standing } = await needs.directory.member(of, 'recent');
  return needs.store.transaction(async (tx) => {
    const now = await tx.now();
    if (standing !== 'full') return { home: 'outsider', now };
    if (!policy) return { home: 'no-policy', now };
    return { home: await home(tx, policy, of), now };
  });
}

async function home(tx: Transaction, policy: Policy, of: SlackUserId) {
  const name = personNameOf(policy, of);
  const person = await tx.people.byName(name);
  const grants = person ? await openOf(tx, person) : [];
  const held = new Set(grants.map(({ resource }) => resource));
  return {
    unlockable: [...policy.resources.values()].filter((resource) => !held.has(resource.name)),
    grants,
    waiting: person ? await tx.requests.waitingOf(person.id) : [],
    toApprove: (await tx.requests.waitingFor(of)).filter((request) => isOpenTo(policy, request, name)),
  };
}

async function openOf(tx: Transaction, { id }: Person) {
  return (await tx.grants.list({ state: 'open', holder: id }, { offset: 0, limit: MOST_GRANTS })).grants;
}

// Told apart by person: nobody agrees to their own request, nor twice, from whichever account.
function isOpenTo(policy: Policy, request: PendingRequest, name: string): boolean {
  const { requester, approvals, terms } = request;
  const nameOf = (slackId: SlackUserId) => personNameOf(policy, slackId);
  const involved = [requester, ...approvals].some(({ slackId }) => nameOf(slackId) === name);
  return !involved && countApprovers(request, nameOf) < terms.count;
}
