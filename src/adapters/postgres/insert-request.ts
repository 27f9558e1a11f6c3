import type { Evidence } from '../../domain/evidence.ts';
import type { AccessRequest } from '../../domain/request.ts';
import type { NewPendingRequest } from '../../ports/requests.ts';
import { Prisma } from './generated/client.ts';
import { seconds } from './row-values.ts';
import type { Statements } from './statements.ts';
import { jsonText } from './stored-json.ts';

/** What every row of `requests` holds. */
interface Asked {
  /** Or where the statement has it from. */
  personId: string | Prisma.Sql;
  request: AccessRequest;
  policyHash: string;
  evidence: Evidence;
  extendsGrant?: string | undefined;
}

const COLUMNS = Prisma.raw(
  'person_id, resource, variables, time, incident, reason, break_glass, channel, policy_hash, evidence, extends_grant_id, state',
);

/** The statement's part that writes a request decided at once, from one row of `source`: no row, no request. */
export function insertGranted(asked: Asked, source: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`INSERT INTO requests (${COLUMNS}) SELECT ${values(asked, 'granted')} ${source} RETURNING id`;
}

/** Writes a request that waits; undefined when the person has a pending one for the resource. */
export async function insertPending(statements: Statements, request: NewPendingRequest): Promise<string | undefined> {
  const { requester, terms, beginsAt } = request;
  const asked = { personId: requester.personId, request: request.asked, extendsGrant: request.extends, ...request };
  const waitsFor = beginsAt && { kind: 'old-end', at: beginsAt };
  const begins = Prisma.sql`${beginsAt?.toString() ?? null}::timestamptz`;
  const rows = await statements.rows<{ id: string }>(Prisma.sql`
    INSERT INTO requests (
      ${COLUMNS}, slack_id, requester_name, rule, approvers, needed, within_seconds, eligible, offer, unchecked, begins_at, waits_for, next_try_at
    )
    SELECT ${values(asked, 'pending')}, ${requester.slackId}, ${requester.name}, ${request.rule}, ${jsonText(terms.by)}::jsonb, ${terms.count}::int,
      ${seconds(terms.within)}::int, ${jsonText(request.eligible)}::jsonb, ${jsonText(request.offer)}::jsonb, ${jsonText(request.unchecked)}::jsonb,
      ${begins}, ${jsonText(waitsFor)}::jsonb, coalesce(${begins}, nightlatch.now())
    ON CONFLICT (person_id, resource) WHERE state = 'pending' DO NOTHING
    RETURNING id::text AS id`);
  return rows[0]?.id;
}

function values({ personId, request, policyHash, evidence, extendsGrant }: Asked, state: 'pending' | 'granted'): Prisma.Sql {
  return Prisma.sql`
    (${personId})::uuid, ${request.resource}, ${[...request.variables]}::text[], ${jsonText(request.time)}::jsonb, ${jsonText(request.incident)}::jsonb,
    ${request.reason ?? null}::text, ${request.breakGlass}::boolean, ${request.channel}, ${policyHash}, ${jsonText(evidence)}::jsonb,
    ${extendsGrant ?? null}::uuid, ${state}::request_state`;
}
