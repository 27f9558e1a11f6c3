import type { AskedTime } from '../../domain/end-of-grant.ts';
import type { Evidence } from '../../domain/evidence.ts';
import type { Approval, Overtaken, PendingRequest, RequestState, Settled, WaitsFor } from '../../domain/request.ts';
import { Prisma } from './generated/client.ts';
import { instant, type JsonRow, present } from './row-values.ts';
import type { Statements } from './statements.ts';
import { askedTimeOf, evidenceOf, type Stored } from './stored-json.ts';

/** A row of `requests` that once waited, with the approvals that count. */
interface RequestRow {
  id: string;
  person_id: string;
  requester_name: string;
  slack_id: string;
  resource: string;
  variables: string[];
  time: Stored<AskedTime>;
  incident: PendingRequest['asked']['incident'] | null;
  reason: string | null;
  break_glass: boolean;
  channel: string;
  extends_grant_id: string | null;
  rule: string;
  approvers: PendingRequest['terms']['by'];
  needed: number;
  within_seconds: number;
  eligible: PendingRequest['eligible'];
  offer: Stored<PendingRequest['offer']>;
  unchecked: PendingRequest['unchecked'];
  policy_hash: string;
  evidence: Stored<Evidence>;
  state: RequestState;
  made_at: string;
  expires_at: string;
  nudged_at: string | null;
  waits_for: Stored<WaitsFor> | null;
  settled_at: string | null;
  settled_by_id: string | null;
  settled_by_name: string | null;
  settled_reason: string | null;
  settled_because: Overtaken | null;
  approvals: ApprovalRow[];
}

interface ApprovalRow {
  person_id: string;
  name: string;
  slack_id: string;
  at: string;
  given_by: Approval['by'];
  at_most_seconds: number | null;
}

// Voided approvals stay as rows, for whoever looks into it later.
const REQUEST_ROWS = Prisma.sql`
  SELECT to_jsonb(r) || jsonb_build_object('approvals', given.approvals) AS row
  FROM requests r CROSS JOIN LATERAL (
    SELECT coalesce(jsonb_agg(to_jsonb(a) ORDER BY a.nth), '[]') AS approvals FROM approvals a WHERE a.request_id = r.id AND a.void_at IS NULL
  ) given`;

/** The requests that `rest` (conditions and order) leaves; `r` is the request. */
export async function selectRequests(statements: Statements, rest: Prisma.Sql): Promise<PendingRequest[]> {
  const rows = await statements.rows<JsonRow<RequestRow>>(Prisma.sql`${REQUEST_ROWS} ${rest}`);
  return rows.map(({ row }) => requestOf(row));
}

function requestOf(row: RequestRow): PendingRequest {
  return {
    id: row.id,
    requester: { personId: row.person_id, name: row.requester_name, slackId: row.slack_id },
    asked: askedOf(row),
    rule: row.rule,
    terms: { by: row.approvers, count: row.needed, within: duration(row.within_seconds) },
    eligible: row.eligible,
    offer: { ...row.offer, length: Temporal.Duration.from(row.offer.length) },
    unchecked: row.unchecked,
    policyHash: row.policy_hash,
    evidence: evidenceOf(row.evidence),
    state: row.state,
    madeAt: instant(row.made_at),
    expiresAt: instant(row.expires_at),
    approvals: row.approvals.map(approvalOf),
    ...present({
      extends: row.extends_grant_id,
      waitsFor: waitsForOf(row.waits_for),
      settled: settledOf(row),
      nudgedAt: row.nudged_at === null ? undefined : instant(row.nudged_at),
    }),
  };
}

function askedOf(row: RequestRow): PendingRequest['asked'] {
  return {
    resource: row.resource,
    variables: row.variables,
    time: askedTimeOf(row.time),
    breakGlass: row.break_glass,
    channel: row.channel,
    ...present({ incident: row.incident, reason: row.reason }),
  };
}

function approvalOf(row: ApprovalRow): Approval {
  const approval: Approval = {
    personId: row.person_id,
    name: row.name,
    slackId: row.slack_id,
    at: instant(row.at),
    by: row.given_by,
  };
  return row.at_most_seconds === null ? approval : { ...approval, atMost: duration(row.at_most_seconds) };
}

function waitsForOf(stored: Stored<WaitsFor> | null): WaitsFor | undefined {
  if (stored === null) return undefined;
  return stored.kind === 'source' ? stored : { kind: 'old-end', at: instant(stored.at) };
}

function settledOf(row: RequestRow): Settled | undefined {
  if (row.settled_at === null) return undefined;
  const by = row.settled_by_id === null ? undefined : { personId: row.settled_by_id, name: row.settled_by_name as string };
  return { at: instant(row.settled_at), ...present({ by, reason: row.settled_reason, because: row.settled_because }) };
}

function duration(seconds: number): Temporal.Duration {
  return Temporal.Duration.from({ seconds });
}
