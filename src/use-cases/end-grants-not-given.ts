import { type Grant, isUsable } from '../domain/grant.ts';
import type { Policy } from '../domain/policy.ts';
import type { PendingRequest } from '../domain/request.ts';
import { isStillGiven } from '../domain/still-given.ts';
import type { PolicyHolder } from '../ports/policy-holder.ts';
import type { Store, Transaction } from '../ports/store.ts';
import { closeGrant } from './close-grant.ts';
import { overtakeIn } from './overtake-request.ts';

/**
 * Ends open grants that the policy in force doesn't give any more (see `isStillGiven`), and requests that wait for a resource that is gone; what else
 * changed is decided at the last yes, and at the next request. Each in a transaction of its own, so that a crash loses nothing but time. How many. Throws
 * StoreUnavailable.
 */
export async function endGrantsNotGiven({ store, policy: holder }: { store: Store; policy: PolicyHolder }): Promise<number> {
  const policy = holder.current();
  if (!policy) return 0;
  const { grants, requests } = await store.transaction(async (tx) => ({
    grants: await tx.grants.activeUnderOther(policy.hash),
    requests: await tx.requests.pendingUnderOther(policy.hash),
  }));
  const notGiven = grants.filter((grant) => !isStillGiven(grant, policy));
  const gone = requests.filter(({ asked }) => !policy.resources.has(asked.resource));
  for (const grant of notGiven) await store.transaction((tx) => endIfNotGiven(tx, grant, policy));
  for (const request of gone) await store.transaction((tx) => overtakeIfGone(tx, request, policy));
  return notGiven.length + gone.length;
}

async function endIfNotGiven(tx: Transaction, { id }: Grant, policy: Policy): Promise<void> {
  const grant = await tx.grants.lock(id);
  if (!grant || grant.policyHash === policy.hash || isStillGiven(grant, policy)) return;
  // Only the policy in force can tell: a process that holds an older one doesn't know what came since.
  if ((await tx.policies.holdInForce()) !== policy.hash) return;
  await closeGrant(tx, grant, { kind: isUsable(grant, await tx.now()) ? 'policy-changed' : 'by-time' });
}

async function overtakeIfGone(tx: Transaction, { id }: PendingRequest, policy: Policy): Promise<void> {
  const request = await tx.requests.lock(id);
  if (request?.state !== 'pending' || (await tx.policies.holdInForce()) !== policy.hash) return;
  await overtakeIn(tx, request, { code: 'terms-changed' });
}
