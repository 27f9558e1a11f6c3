import type { EndReason } from '../../domain/end-of-grant.ts';
import type { Evidence } from '../../domain/evidence.ts';
import type { EndCause, Grant, GrantState } from '../../domain/grant.ts';
import { Prisma } from './generated/client.ts';
import { instant, present } from './row-values.ts';

/** A row of `grants` with what its request and its reveals say. */
export interface GrantRow {
  id: string;
  request_id: string;
  person_id: string;
  holder_name: string;
  holder_slack_id: string;
  resource: string;
  variables: string[];
  rule: string;
  reason: string;
  incident_id: string | null;
  incident_number: number | null;
  incident_title: string | null;
  show_for_seconds: number;
  max_reveals: number;
  grace_seconds: number;
  ends_with_incident: boolean;
  state: GrantState;
  started_at: string;
  ends_at: string;
  ends_because: EndReason;
  ended_at: string | null;
  end_cause: EndCause | null;
  ended_by_id: string | null;
  ended_by_name: string | null;
  policy_hash: string;
  evidence: StoredEvidence;
  reveal_count: number;
  revealed: string[];
}

/** Evidence with its instants as text. */
type StoredEvidence = Stored<Evidence>;
type Stored<T> = T extends Temporal.Instant ? string : T extends object ? { [K in keyof T]: Stored<T[K]> } : T;

/**
 * What every reading of grants starts with; `g` is the grant. A reveal counts from its record on, unless it is known to have failed: after a
 * crash in between nobody can say that nothing was shown.
 */
export const GRANT_ROWS = Prisma.sql`
  SELECT to_jsonb(g) || jsonb_build_object('policy_hash', r.policy_hash, 'evidence', r.evidence, 'reveal_count', seen.count, 'revealed', seen.variables) AS row
  FROM grants g JOIN requests r ON r.id = g.request_id CROSS JOIN LATERAL (
    SELECT count(DISTINCT v.id) AS count, coalesce(jsonb_agg(DISTINCT name ORDER BY name) FILTER (WHERE name IS NOT NULL), '[]') AS variables
    FROM reveals v LEFT JOIN LATERAL unnest(v.variables) AS name ON true
    WHERE v.grant_id = g.id AND v.recorded_at IS NOT NULL AND v.failed_at IS NULL
  ) seen`;

/** The grant that a row is. */
export function grantOf(row: GrantRow): Grant {
  return {
    id: row.id,
    requestId: row.request_id,
    holder: { personId: row.person_id, name: row.holder_name, slackId: row.holder_slack_id },
    resource: row.resource,
    variables: row.variables,
    rule: row.rule,
    reason: row.reason,
    policyHash: row.policy_hash,
    evidence: evidenceOf(row.evidence),
    terms: termsOf(row),
    state: row.state,
    startedAt: instant(row.started_at),
    endsAt: instant(row.ends_at),
    endsBecause: row.ends_because,
    reveals: { count: row.reveal_count, variables: row.revealed },
    ...present({ incident: incidentOf(row), ended: endedOf(row) }),
  };
}

function termsOf(row: GrantRow): Grant['terms'] {
  return {
    showFor: Temporal.Duration.from({ seconds: row.show_for_seconds }),
    maxReveals: row.max_reveals,
    graceAfterResolve: Temporal.Duration.from({ seconds: row.grace_seconds }),
    endsWithIncident: row.ends_with_incident,
  };
}

function incidentOf(row: GrantRow): Grant['incident'] {
  if (row.incident_id === null) return undefined;
  return { id: row.incident_id, number: row.incident_number as number, title: row.incident_title as string };
}

function endedOf(row: GrantRow): Grant['ended'] {
  if (row.ended_at === null) return undefined;
  const ended = { at: instant(row.ended_at), cause: row.end_cause as EndCause };
  return row.ended_by_id === null ? ended : { ...ended, by: { personId: row.ended_by_id, name: row.ended_by_name as string } };
}

function evidenceOf({ askedAt, onCall, incident, member }: StoredEvidence): Evidence {
  return {
    askedAt: instant(askedAt),
    onCall: onCall.map(({ shiftEnd, ...rest }) => (shiftEnd === undefined ? rest : { ...rest, shiftEnd: instant(shiftEnd) })),
    ...present({ incident: incident && { ...incident, openedAt: instant(incident.openedAt) }, member }),
  };
}
