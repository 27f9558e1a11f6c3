import type { EndReason } from '../../domain/end-of-grant.ts';
import type { Evidence } from '../../domain/evidence.ts';
import type { EndCause, Grant, GrantState, Review } from '../../domain/grant.ts';
import { Prisma } from './generated/client.ts';
import { instant, type JsonRow, present } from './row-values.ts';
import type { Statements } from './statements.ts';
import { evidenceOf, type Stored } from './stored-json.ts';

/** A row of `grants` with what its requests, its review, its reveals and the rotations since say. */
interface GrantRow {
  id: string;
  request_id: string;
  person_id: string;
  holder_name: string;
  holder_slack_id: string;
  resource: string;
  variables: string[];
  rule: string;
  break_glass: boolean;
  reason: string;
  incident_id: string | null;
  incident_number: number | null;
  incident_title: string | null;
  at_most_seconds: number;
  show_for_seconds: number;
  max_reveals: number;
  grace_seconds: number;
  ends_with_incident: boolean;
  ends_with_shift: boolean;
  state: GrantState;
  started_at: string;
  ends_at: string;
  ends_because: EndReason;
  hand_off_end: string | null;
  hand_off_read_at: string | null;
  ended_at: string | null;
  end_cause: EndCause | null;
  ended_by_id: string | null;
  ended_by_name: string | null;
  extensions: number;
  policy_hash: string;
  evidence: Stored<Evidence>;
  approved_by: Grant['approvedBy'];
  review: ReviewRow | null;
  reveal_count: number;
  revealed: string[];
  exposed: string[];
  rotated: { at: string; by: { personId: string; name: string } } | null;
}

interface ReviewRow {
  reviewers: string[];
  due_at: string;
  done_at: string | null;
  done_by_id: string | null;
  done_by_name: string | null;
}

// `g` is the grant. A reveal counts from its record on, unless it is known to have failed: after a crash in between nobody can say that
// nothing was shown. Those who agreed are those of its last extension, if there was one.
const GRANT_ROWS = Prisma.sql`
  SELECT to_jsonb(g) || jsonb_build_object(
    'policy_hash', coalesce(g.policy_hash, r.policy_hash), 'evidence', coalesce(g.evidence, r.evidence), 'approved_by', agreed.people, 'review', to_jsonb(w),
    'reveal_count', seen.count, 'revealed', seen.variables, 'exposed', seen.exposed, 'rotated', seen.rotated) AS row
  FROM grants g JOIN requests r ON r.id = g.request_id LEFT JOIN reviews w ON w.grant_id = g.id CROSS JOIN LATERAL (
    SELECT coalesce(jsonb_agg(jsonb_build_object('personId', a.person_id, 'name', a.name) ORDER BY a.nth), '[]') AS people
    FROM approvals a WHERE a.request_id = coalesce(g.extended_by_id, g.request_id) AND a.void_at IS NULL
  ) agreed CROSS JOIN LATERAL (
    SELECT count(DISTINCT v.id) AS count, coalesce(jsonb_agg(DISTINCT name ORDER BY name) FILTER (WHERE name IS NOT NULL), '[]') AS variables,
      coalesce(jsonb_agg(DISTINCT name ORDER BY name) FILTER (WHERE name IS NOT NULL AND (mark.at IS NULL OR v.recorded_at > mark.at)), '[]') AS exposed,
      (array_agg(jsonb_build_object('at', mark.at, 'by', mark.by) ORDER BY mark.at DESC) FILTER (WHERE v.recorded_at <= mark.at))[1] AS rotated
    FROM reveals v LEFT JOIN LATERAL unnest(v.variables) AS name ON true LEFT JOIN LATERAL (
      SELECT t.at, jsonb_build_object('personId', t.by_id, 'name', t.by_name) AS by FROM rotations t WHERE t.resource = g.resource AND t.variable = name ORDER BY t.at DESC LIMIT 1
    ) mark ON true
    WHERE v.grant_id = g.id AND v.recorded_at IS NOT NULL AND v.failed_at IS NULL
  ) seen`;

/** The grants that `rest` (conditions and order) leaves; `g` is the grant. */
export async function selectGrants(statements: Statements, rest: Prisma.Sql): Promise<Grant[]> {
  const rows = await statements.rows<JsonRow<GrantRow>>(Prisma.sql`${GRANT_ROWS} ${rest}`);
  return rows.map(({ row }) => grantOf(row));
}

/** The grants of these ids, in their order. */
export async function grantsOf(statements: Statements, ids: readonly string[]): Promise<Grant[]> {
  if (ids.length === 0) return [];
  const found = await selectGrants(statements, Prisma.sql`WHERE g.id = ANY(${[...ids]}::uuid[])`);
  return found.toSorted((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id));
}

function grantOf(row: GrantRow): Grant {
  return {
    id: row.id,
    requestId: row.request_id,
    holder: { personId: row.person_id, name: row.holder_name, slackId: row.holder_slack_id },
    resource: row.resource,
    variables: row.variables,
    rule: row.rule,
    breakGlass: row.break_glass,
    reason: row.reason,
    policyHash: row.policy_hash,
    evidence: evidenceOf(row.evidence),
    terms: termsOf(row),
    state: row.state,
    startedAt: instant(row.started_at),
    endsAt: instant(row.ends_at),
    endsBecause: row.ends_because,
    approvedBy: row.approved_by,
    extensions: row.extensions,
    reveals: revealsOf(row),
    ...present({ incident: incidentOf(row), handOff: handOffOf(row), ended: endedOf(row), review: reviewOf(row.review) }),
  };
}

function termsOf(row: GrantRow): Grant['terms'] {
  return {
    atMost: Temporal.Duration.from({ seconds: row.at_most_seconds }),
    showFor: Temporal.Duration.from({ seconds: row.show_for_seconds }),
    maxReveals: row.max_reveals,
    graceAfterResolve: Temporal.Duration.from({ seconds: row.grace_seconds }),
    endsWithIncident: row.ends_with_incident,
    endsWithShift: row.ends_with_shift,
  };
}

function incidentOf(row: GrantRow): Grant['incident'] {
  if (row.incident_id === null) return undefined;
  return { id: row.incident_id, number: row.incident_number as number, title: row.incident_title as string };
}

function handOffOf({ hand_off_end, hand_off_read_at }: GrantRow): Grant['handOff'] {
  if (hand_off_end === null || hand_off_read_at === null) return undefined;
  return { endsAt: instant(hand_off_end), readAt: instant(hand_off_read_at) };
}

function endedOf(row: GrantRow): Grant['ended'] {
  if (row.ended_at === null) return undefined;
  const ended = { at: instant(row.ended_at), cause: row.end_cause as EndCause };
  return row.ended_by_id === null ? ended : { ...ended, by: { personId: row.ended_by_id, name: row.ended_by_name as string } };
}

function revealsOf({ reveal_count: count, revealed: variables, exposed, rotated }: GrantRow): Grant['reveals'] {
  const reveals = { count, variables, exposed };
  return rotated === null ? reveals : { ...reveals, rotated: { at: instant(rotated.at), by: rotated.by } };
}

function reviewOf(row: ReviewRow | null): Review | undefined {
  if (row === null) return undefined;
  const review = { by: row.reviewers, dueAt: instant(row.due_at) };
  if (row.done_at === null) return review;
  const by = { personId: row.done_by_id as string, name: row.done_by_name as string };
  return { ...review, done: { at: instant(row.done_at), by } };
}
