import type { Note } from '../domain/card.ts';
import { type Grant, isUsable } from '../domain/grant.ts';
import { type Incident, incidentLabel } from '../domain/incident.ts';
import type { ResourceName } from '../domain/names.ts';
import type { Policy } from '../domain/policy.ts';
import type { PolicyHolder } from '../ports/policy-holder.ts';
import type { Store, Transaction } from '../ports/store.ts';
import { closeGrant } from './close-grant.ts';
import { homesOf } from './homes-of.ts';

// In one transaction, which a slow database must still end in time: or the same ones would be tried for ever.
const AT_ONCE = 20;
const MOST_ROUNDS = 100;

/** Since when an incident opens nothing: resolved, unknown to its source, or for the resources that don't list its service. */
export type Over =
  | { how: 'resolved' | 'gone'; at: Temporal.Instant }
  | { how: 'elsewhere'; at: Temporal.Instant; service: Incident['service'] };

export interface LockInIncidentNeeds {
  store: Store;
  policy: PolicyHolder;
  /** Called when some of it is locked and the rest isn't yet: what it shows can be wiped meanwhile. */
  onLocked?(): void;
}

/**
 * Ends what is open in the incident and may not be any more, after each grant's grace, and at once where that is over; batch after batch. Nothing is
 * ever lengthened. Throws StoreUnavailable; what was shortened stays so.
 */
export async function lockInIncident(needs: LockInIncidentNeeds, incidentId: string, over: Over): Promise<void> {
  const { store, policy } = needs;
  const resources = await store.transaction((tx) => resourcesToLock(tx, incidentId, over, policy.current()));
  if (resources.length === 0) return;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const shortened = await store.transaction((tx) => shortenSome(tx, incidentId, resources, over));
    if (shortened === 0) break;
    needs.onLocked?.();
  }
}

async function resourcesToLock(
  tx: Transaction,
  incidentId: string,
  over: Over,
  policy: Policy | undefined,
): Promise<ResourceName[]> {
  const open = await tx.grants.resourcesOpenIn(incidentId);
  if (over.how !== 'elsewhere') return open;
  // Only the policy in force says whose incidents concern a resource; what it has no more is ended as such.
  if (open.length === 0 || !policy || (await tx.policies.inForce()) !== policy.hash) return [];
  return open.filter((name) => {
    const services = policy.resources.get(name)?.services ?? 'any';
    return services !== 'any' && !services.includes(over.service.id);
  });
}

async function shortenSome(tx: Transaction, incidentId: string, resources: readonly ResourceName[], over: Over): Promise<number> {
  const shortened = await tx.grants.shortenToIncident(incidentId, resources, over.at, AT_ONCE);
  const now = await tx.now();
  for (const grant of shortened) {
    noteShortened(tx, grant, over);
    await tellHolder(tx, grant, over, now);
    if (isUsable(grant, now)) await drawAgain(tx, grant);
    else await closeGrant(tx, grant, { kind: 'by-time' });
  }
  return shortened.length;
}

async function drawAgain(tx: Transaction, grant: Grant): Promise<void> {
  await tx.cards.markDirty(grant.id);
  await tx.cards.markHomes(homesOf(grant));
}

function noteShortened(tx: Transaction, grant: Grant, over: Over): void {
  const { id, resource, holder, incident, endsAt } = grant;
  tx.record({
    kind: 'grant-shortened',
    by: { kind: 'nightlatch' },
    about: {
      ...{ grant: id, resource, holder },
      incident: incident && incidentLabel(incident),
      ...(over.how === 'elsewhere' ? { movedTo: over.service } : { resolvedAt: over.at.toString() }),
      gone: over.how === 'gone' || undefined,
      endsAt: endsAt.toString(),
    },
  });
}

// A card that changes doesn't ring, and whoever is at work must hear until when.
async function tellHolder(
  tx: Transaction,
  { resource, holder, incident, endsAt }: Grant,
  over: Over,
  now: Temporal.Instant,
): Promise<void> {
  if (!incident) return;
  const note: Note = {
    ...{ kind: 'incident-over', resource, incident: incidentLabel(incident) },
    ...(over.how === 'elsewhere' && { service: over.service.name }),
    ...(over.how === 'gone' && { gone: true }),
    ...{ endsAt: endsAt.toString(), at: now.toString() },
  };
  await tx.cards.add({ kind: 'note', note }, { kind: 'direct', to: holder.slackId });
}
