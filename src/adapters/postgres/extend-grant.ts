import type { Extension } from '../../ports/grants.ts';
import { StatementRefused } from './database-fault.ts';
import { Prisma } from './generated/client.ts';
import { NOT_ALLOWED } from './insert-grant.ts';
import { insertGranted } from './insert-request.ts';
import { seconds } from './row-values.ts';
import { SQL_NOW } from './sql-now.ts';
import type { Statements } from './statements.ts';
import { jsonText } from './stored-json.ts';

/**
 * Writes the extension, and with it its request, or that the pending one is granted; false, and nothing is written, when the grant isn't open.
 * An end that isn't later leaves the present one. Throws StatementRefused past the longest, and when the request isn't a pending one for it.
 */
export async function extendGrant(statements: Statements, id: string, extension: Extension): Promise<boolean> {
  const { terms, incident, end } = extension;
  const at = Prisma.sql`${end.at.toString()}::timestamptz`;
  const added = Prisma.sql`
    ARRAY(SELECT name FROM unnest(${[...extension.variables]}::text[]) WITH ORDINALITY AS wanted(name, nth) WHERE name <> ALL(g.variables) ORDER BY nth)`;
  const written = await statements.run(Prisma.sql`
    WITH open AS (${openGrant(id)} FOR NO KEY UPDATE), request AS (${grantedRequest(extension, id)})
    UPDATE grants g SET extensions = g.extensions + 1, extended_by_id = request.id, variables = g.variables || ${added}, rule = ${extension.rule}, break_glass = ${extension.breakGlass}::boolean,
      policy_hash = ${extension.policyHash}, evidence = ${jsonText(extension.evidence)}::jsonb,
      incident_id = ${incident?.id ?? null}::text, incident_number = ${incident?.number ?? null}::int, incident_title = ${incident?.title ?? null}::text,
      at_most_seconds = least(g.at_most_seconds, ${seconds(terms.atMost)}::int), show_for_seconds = ${seconds(terms.showFor)}::int,
      max_reveals = ${terms.maxReveals}::int, grace_seconds = ${seconds(terms.graceAfterResolve)}::int, ends_with_incident = ${terms.endsWithIncident}, ends_with_shift = ${terms.endsWithShift},
      hand_off_end = NULL, hand_off_read_at = NULL,
      ends_because = CASE WHEN ${at} > g.ends_at THEN ${end.because}::end_reason ELSE g.ends_because END, ends_at = greatest(g.ends_at, ${at})
    FROM request WHERE g.id = ${id}::uuid`);
  const refused = written === 0 && extension.requestId !== undefined && (await statements.rows(openGrant(id))).length === 1;
  if (refused) throw new StatementRefused(NOT_ALLOWED);
  return written === 1;
}

function openGrant(id: string): Prisma.Sql {
  return Prisma.sql`SELECT id, person_id FROM grants WHERE id = ${id}::uuid AND state = 'active' AND ends_at > ${SQL_NOW}`;
}

function grantedRequest(extension: Extension, grant: string): Prisma.Sql {
  if (extension.requestId === undefined)
    return insertGranted({ ...extension, personId: Prisma.sql`open.person_id`, extendsGrant: grant }, Prisma.sql`FROM open`);
  return Prisma.sql`
    UPDATE requests r SET state = 'granted' FROM open
    WHERE r.id = ${extension.requestId}::uuid AND r.extends_grant_id = open.id AND r.state = 'pending' RETURNING r.id`;
}
