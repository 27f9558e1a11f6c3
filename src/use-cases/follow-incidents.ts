import type { Grant } from '../domain/grant.ts';
import { type Incident, incidentLabel } from '../domain/incident.ts';
import type { IncidentSource } from '../ports/incident-source.ts';
import type { Logger } from '../ports/logger.ts';
import { SourceUnavailable } from '../ports/on-call-source.ts';
import type { Store, Transaction } from '../ports/store.ts';
import { homesOf } from './homes-of.ts';

const JOB = 'follow-incidents';
const EVERY_SECONDS = 60;

/**
 * Once a minute, by one replica, asks after the incidents of open grants; where one is resolved, its grants end at the resolve plus their grace,
 * with an entry each. A source that doesn't answer changes nothing: it neither extends nor ends. Throws StoreUnavailable.
 */
export async function followIncidents(needs: { store: Store; incidents: IncidentSource; log: Logger }): Promise<void> {
  const ids = await needs.store.transaction(async (tx) =>
    (await tx.jobs.claim(JOB, EVERY_SECONDS)) ? tx.grants.incidentsOfOpen() : [],
  );
  await Promise.all(ids.map((id) => follow(needs, id)));
}

async function follow(needs: { store: Store; incidents: IncidentSource; log: Logger }, id: string): Promise<void> {
  const incident = await needs.incidents.incidentById(id).catch((error: unknown) => {
    if (!(error instanceof SourceUnavailable)) throw error;
    needs.log.warn('incident not asked after', { incident: id, fault: error.kind });
    return undefined;
  });
  if (incident?.status !== 'resolved') return;
  await needs.store.transaction(async (tx) => {
    // Resolved without a time is resolved by now: the end only ever moves earlier, so the first poll that sees it counts.
    const resolvedAt = incident.resolvedAt ?? (await tx.now());
    for (const grant of await tx.grants.shortenToIncident(id, resolvedAt)) await noteShortened(tx, grant, incident, resolvedAt);
  });
}

async function noteShortened(tx: Transaction, grant: Grant, incident: Incident, resolvedAt: Temporal.Instant): Promise<void> {
  const { id, resource, holder } = grant;
  tx.record({
    kind: 'grant-shortened',
    by: { kind: 'nightlatch' },
    about: {
      ...{ grant: id, resource, holder },
      incident: incidentLabel(incident),
      resolvedAt: resolvedAt.toString(),
      endsAt: grant.endsAt.toString(),
    },
  });
  await tx.cards.markDirty(id);
  await tx.cards.markHomes(homesOf(grant));
}
