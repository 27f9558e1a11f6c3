import type { NewGrant } from '../../ports/grants.ts';
import { StatementRefused } from './database-fault.ts';
import { Prisma } from './generated/client.ts';
import { insertGranted } from './insert-request.ts';
import { seconds } from './row-values.ts';
import type { Statements } from './statements.ts';
import { jsonText } from './stored-json.ts';

/** What the database says of a move that isn't legal. */
export const NOT_ALLOWED = '23000';

/**
 * Writes the grant, and with it its request, or that the pending one is granted; undefined, and nothing is written, when the person holds an
 * active grant for the resource. Their row must be locked. Throws StatementRefused when the request isn't pending.
 */
export async function insertGrant(statements: Statements, grant: NewGrant): Promise<string | undefined> {
  const { holder, terms, incident, end } = grant;
  const own = grant.requestId === undefined ? undefined : grant;
  const rows = await statements.rows<{ id: string }>(Prisma.sql`
    WITH request AS (${grantedRequest(grant)})
    INSERT INTO grants (
      request_id, person_id, holder_name, holder_slack_id, resource, variables, rule, break_glass, reason, policy_hash, evidence,
      incident_id, incident_number, incident_title, at_most_seconds, show_for_seconds, max_reveals, grace_seconds, ends_with_incident, ends_with_shift, ends_at, ends_because
    )
    SELECT request.id, ${holder.personId}::uuid, ${holder.name}, ${holder.slackId}, ${grant.resource}, ${[...grant.variables]}::text[], ${grant.rule},
      ${grant.breakGlass}::boolean, ${grant.reason}, ${own?.policyHash ?? null}::text, ${jsonText(own?.evidence)}::jsonb,
      ${incident?.id ?? null}::text, ${incident?.number ?? null}::int, ${incident?.title ?? null}::text, ${seconds(terms.atMost)}::int,
      ${seconds(terms.showFor)}::int, ${terms.maxReveals}::int, ${seconds(terms.graceAfterResolve)}::int, ${terms.endsWithIncident}, ${terms.endsWithShift},
      ${end.at.toString()}::timestamptz, ${end.because}::end_reason
    FROM request
    RETURNING id::text AS id`);
  if (own && rows.length === 0 && !(await holdsOne(statements, grant))) throw new StatementRefused(NOT_ALLOWED);
  return rows[0]?.id;
}

function grantedRequest(grant: NewGrant): Prisma.Sql {
  const unlessHeld = Prisma.sql`WHERE NOT EXISTS (${heldBy(grant)})`;
  if (grant.requestId === undefined) return insertGranted({ ...grant, personId: grant.holder.personId }, unlessHeld);
  return Prisma.sql`
    UPDATE requests SET state = 'granted' ${unlessHeld} AND id = ${grant.requestId}::uuid AND state = 'pending' RETURNING id`;
}

function heldBy({ holder, resource }: NewGrant): Prisma.Sql {
  return Prisma.sql`SELECT FROM grants WHERE person_id = ${holder.personId}::uuid AND resource = ${resource} AND state = 'active'`;
}

async function holdsOne(statements: Statements, grant: NewGrant): Promise<boolean> {
  return (await statements.rows(Prisma.sql`SELECT 1 WHERE EXISTS (${heldBy(grant)})`)).length === 1;
}
