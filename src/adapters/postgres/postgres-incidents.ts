import type { KnownIncident } from '../../domain/incident.ts';
import type { Incidents } from '../../ports/incidents.ts';
import { Prisma } from './generated/client.ts';
import { type IncidentRow, incidentOf } from './incident-row.ts';
import { postgresIncidentChannels } from './postgres-incident-channels.ts';
import type { JsonRow } from './row-values.ts';
import type { Statements } from './statements.ts';

/** Incidents as they were last read, and their channels. */
export function postgresIncidents(statements: Statements): Incidents {
  return {
    byId: (id) => one(statements, Prisma.sql`SELECT to_jsonb(i) AS row FROM incidents i WHERE i.id = ${id}`),
    keep: (incident) => keep(statements, incident),
    keepGone: (id, readAt) => keepGone(statements, id, readAt),
    ...postgresIncidentChannels(statements),
  };
}

async function keep(statements: Statements, incident: KnownIncident): ReturnType<Incidents['keep']> {
  if ((await statements.run(inserted(incident))) === 1) return {};
  const before = await locked(statements, incident.id);
  if (before && isLater(before, incident.readAt)) return undefined;
  await statements.run(updated(incident));
  return before && { before };
}

async function keepGone(statements: Statements, id: string, readAt: Temporal.Instant): ReturnType<Incidents['keepGone']> {
  const before = await locked(statements, id);
  if (!before) return {};
  if (isLater(before, readAt)) return undefined;
  await statements.run(
    Prisma.sql`UPDATE incidents SET status = 'gone', read_at = ${readAt.toString()}::timestamptz WHERE id = ${id}`,
  );
  return { before };
}

function isLater(kept: KnownIncident, readAt: Temporal.Instant): boolean {
  return Temporal.Instant.compare(kept.readAt, readAt) > 0;
}

function locked(statements: Statements, id: string): Promise<KnownIncident | undefined> {
  return one(statements, Prisma.sql`SELECT to_jsonb(i) AS row FROM incidents i WHERE i.id = ${id} FOR NO KEY UPDATE`);
}

async function one(statements: Statements, query: Prisma.Sql): Promise<KnownIncident | undefined> {
  const [found] = await statements.rows<JsonRow<IncidentRow>>(query);
  return found && incidentOf(found.row);
}

function inserted(incident: KnownIncident): Prisma.Sql {
  const { resolvedAt, openedBy } = incident;
  return Prisma.sql`
    INSERT INTO incidents (id, number, title, status, urgency, service_id, service_name, opened_at, resolved_at, opened_by_id, opened_by_name, read_at)
    VALUES (${incident.id}, ${incident.number}, ${incident.title}, ${incident.status}::incident_status, ${incident.urgency}, ${incident.service.id},
      ${incident.service.name}, ${incident.openedAt.toString()}::timestamptz, ${resolvedAt?.toString() ?? null}::timestamptz, ${openedBy?.id ?? null}::text,
      ${openedBy?.name ?? null}::text, ${incident.readAt.toString()}::timestamptz)
    ON CONFLICT (id) DO NOTHING`;
}

function updated(incident: KnownIncident): Prisma.Sql {
  const { resolvedAt, openedBy } = incident;
  return Prisma.sql`
    UPDATE incidents SET number = ${incident.number}, title = ${incident.title}, status = ${incident.status}::incident_status, urgency = ${incident.urgency},
      service_id = ${incident.service.id}, service_name = ${incident.service.name}, opened_at = ${incident.openedAt.toString()}::timestamptz,
      resolved_at = ${resolvedAt?.toString() ?? null}::timestamptz, opened_by_id = ${openedBy?.id ?? null}::text,
      opened_by_name = ${openedBy?.name ?? null}::text, read_at = ${incident.readAt.toString()}::timestamptz
    WHERE id = ${incident.id}`;
}
