import type { KnownIncident } from '../../domain/incident.ts';
import type { ChannelBinding, IncidentChannel } from '../../domain/incident-channel.ts';
import { instant } from './row-values.ts';

/** A row of `incidents`. */
export interface IncidentRow {
  id: string;
  number: number;
  title: string;
  status: KnownIncident['status'];
  urgency: string;
  service_id: string;
  service_name: string;
  opened_at: string;
  resolved_at: string | null;
  opened_by_id: string | null;
  opened_by_name: string | null;
  read_at: string;
}

/** A row of `incident_channels`, with the name of who bound it. */
export interface IncidentChannelRow {
  channel: string;
  former_ids: string[];
  name: string;
  incident_id: string | null;
  bound_by: ChannelBinding | null;
  bound_by_name: string | null;
  bound_at: string | null;
  joined_at: string;
  shared_at: string | null;
  archived_at: string | null;
}

/** The incident that a row is. */
export function incidentOf(row: IncidentRow): KnownIncident {
  const { opened_by_id: openerId, opened_by_name: openerName } = row;
  return {
    id: row.id,
    number: row.number,
    title: row.title,
    status: row.status,
    urgency: row.urgency,
    service: { id: row.service_id, name: row.service_name },
    openedAt: instant(row.opened_at),
    ...(row.resolved_at !== null && { resolvedAt: instant(row.resolved_at) }),
    ...(openerId !== null && openerName !== null && { openedBy: { id: openerId, name: openerName } }),
    readAt: instant(row.read_at),
  };
}

/** The channel that a row is. */
export function incidentChannelOf(row: IncidentChannelRow): IncidentChannel {
  return {
    channel: row.channel,
    formerIds: row.former_ids,
    name: row.name,
    ...boundOf(row),
    joinedAt: instant(row.joined_at),
    ...(row.shared_at !== null && { sharedAt: instant(row.shared_at) }),
    ...(row.archived_at !== null && { archivedAt: instant(row.archived_at) }),
  };
}

function boundOf({
  incident_id: incidentId,
  bound_by: by,
  bound_by_name: person,
  bound_at: at,
}: IncidentChannelRow): Pick<IncidentChannel, 'bound'> {
  if (incidentId === null || by === null || at === null) return {};
  return { bound: { incidentId, by, ...(person !== null && { person }), at: instant(at) } };
}
