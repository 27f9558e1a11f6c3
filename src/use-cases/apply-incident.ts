import { isOver, type KnownIncident } from '../domain/incident.ts';
import type { IncidentChannel } from '../domain/incident-channel.ts';
import type { IncidentSource } from '../ports/incident-source.ts';
import type { Incidents } from '../ports/incidents.ts';
import type { Transaction } from '../ports/store.ts';
import { type LockInIncidentNeeds, lockInIncident, type Over } from './lock-in-incident.ts';

export interface ApplyIncidentNeeds extends LockInIncidentNeeds {
  incidents: IncidentSource;
}

/** What the source said, asked at `readAt`; no incident where it knows none by that id. */
interface Reading {
  id: string;
  readAt: Temporal.Instant;
  incident?: KnownIncident;
}

/**
 * Reads the incident from its source, keeps it, and does what follows: where it is over, its grants end after their grace and what was given in it
 * is told; where it went to another service, so do the grants for resources that it doesn't concern any more; its panels are drawn again. A reading
 * that was overtaken by a later one changes nothing. Reopened revives nothing. Throws SourceUnavailable and StoreUnavailable.
 */
export async function applyIncident(needs: ApplyIncidentNeeds, incidentId: string): Promise<void> {
  const readAt = await needs.store.transaction((tx) => tx.now());
  const found = await needs.incidents.incidentById(incidentId);
  const reading: Reading = { id: incidentId, readAt, ...(found && { incident: { ...found, readAt } }) };
  const isLatest = await needs.store.transaction((tx) => keepReading(tx, reading));
  if (isLatest) await lockInIncident(needs, incidentId, overIn(reading));
}

async function keepReading(tx: Transaction, { id, readAt, incident }: Reading): Promise<boolean> {
  const kept = incident ? await tx.incidents.keep(incident) : await tx.incidents.keepGone(id, readAt);
  if (!kept) return false;
  const now = await tx.incidents.byId(id);
  if (now) await tell(tx, now, kept);
  return true;
}

async function tell(
  tx: Transaction,
  incident: KnownIncident,
  { before }: NonNullable<Awaited<ReturnType<Incidents['keep']>>>,
): Promise<void> {
  const channels = await tx.incidents.channelsOf(incident.id);
  if (!before || saidOf(before) !== saidOf(incident)) await tx.cards.markPanels(channels.map(({ channel }) => channel));
  if (!isOver(incident)) return;
  const subject = { kind: 'access-record', incidentId: incident.id } as const;
  if (!before || !isOver(before)) await tx.cards.add(subject, { kind: 'timeline' });
  for (const one of channels) if (isToldIn(one, before)) await tx.cards.add(subject, { kind: 'channel', channel: one.channel });
}

// Told when it is over first, and in a channel that was bound since. Names and reasons are for nobody of another workspace.
function isToldIn({ bound, archivedAt, sharedAt }: IncidentChannel, before: KnownIncident | undefined): boolean {
  if (!bound || archivedAt || sharedAt) return false;
  return !before || !isOver(before) || Temporal.Instant.compare(bound.at, before.readAt) >= 0;
}

function saidOf({ readAt: _, ...said }: KnownIncident): string {
  return JSON.stringify(Object.entries(said).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function overIn({ readAt, incident }: Reading): Over {
  if (!incident) return { how: 'gone', at: readAt };
  // Resolved without a time is resolved by now: the end only ever moves earlier, so the first reading that says it counts.
  if (isOver(incident)) return { how: 'resolved', at: incident.resolvedAt ?? readAt };
  return { how: 'elsewhere', at: readAt, service: incident.service };
}
