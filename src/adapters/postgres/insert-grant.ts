import type { NewGrant } from '../../ports/grants.ts';
import { Prisma } from './generated/client.ts';
import { seconds } from './row-values.ts';
import type { Statements } from './statements.ts';

/** Writes request and grant; undefined, and neither is written, when the person holds an active grant for the resource. Their row must be locked. */
export async function insertGrant(statements: Statements, grant: NewGrant): Promise<string | undefined> {
  const { holder, request, terms, incident, end } = grant;
  const rows = await statements.rows<{ id: string }>(Prisma.sql`
    WITH request AS (
      INSERT INTO requests (person_id, resource, variables, time, incident, reason, channel, policy_hash, evidence)
      SELECT ${holder.personId}::uuid, ${request.resource}, ${[...request.variables]}::text[], ${json(request.time)}::jsonb, ${json(request.incident)}::jsonb,
        ${request.reason ?? null}::text, ${request.channel}, ${grant.policyHash}, ${json(grant.evidence)}::jsonb
      WHERE NOT EXISTS (
        SELECT FROM grants WHERE person_id = ${holder.personId}::uuid AND resource = ${grant.resource} AND state = 'active'
      )
      RETURNING id
    )
    INSERT INTO grants (
      request_id, person_id, holder_name, holder_slack_id, resource, variables, rule, reason,
      incident_id, incident_number, incident_title, show_for_seconds, max_reveals, grace_seconds, ends_with_incident, ends_at, ends_because
    )
    SELECT request.id, ${holder.personId}::uuid, ${holder.name}, ${holder.slackId}, ${grant.resource}, ${[...grant.variables]}::text[], ${grant.rule}, ${grant.reason},
      ${incident?.id ?? null}::text, ${incident?.number ?? null}::int, ${incident?.title ?? null}::text,
      ${seconds(terms.showFor)}::int, ${terms.maxReveals}::int, ${seconds(terms.graceAfterResolve)}::int, ${terms.endsWithIncident},
      ${end.at.toString()}::timestamptz, ${end.because}::end_reason
    FROM request
    RETURNING id::text AS id`);
  return rows[0]?.id;
}

// As text, not as a value that the driver takes apart.
function json(value: unknown): string | null {
  return value === undefined ? null : JSON.stringify(value);
}
