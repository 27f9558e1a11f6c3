import type { PendingRequest } from '../../src/domain/request.ts';

const START = Temporal.Instant.from('2026-03-01T03:17:00Z');

/** Alice asks for `db-prod` for an hour; one of Bob (on call) and Carol must agree within a quarter of an hour. What a test cares about is given. */
export function aPendingRequest(given: Partial<PendingRequest> = {}): PendingRequest {
  const { madeAt = START, terms = { by: BOB_OR_CAROL, count: 1, within: Temporal.Duration.from({ minutes: 15 }) } } = given;
  return {
    id: '0195a0c0-0000-7000-8000-000000000101',
    requester: { personId: '0195a0c0-0000-7000-8000-000000000201', name: 'Alice', slackId: 'U01ALICE' },
    asked: {
      ...{ resource: 'db-prod', variables: [], time: { kind: 'for', duration: Temporal.Duration.from({ hours: 1 }) } },
      ...{ reason: 'replica lag', breakGlass: false, channel: 'C0INC' },
    },
    rule: 'with a second person',
    eligible: [
      { person: 'bob', slackId: 'U02BOB', name: 'Bob', onCall: true },
      { person: 'carol', slackId: 'U03CAROL', name: 'Carol', onCall: false },
    ],
    offer: { variables: ['DATABASE_URL', 'PGPASSWORD'], length: Temporal.Duration.from({ hours: 1 }) },
    unchecked: [],
    policyHash: 'a'.repeat(64),
    evidence: { askedAt: madeAt, onCall: [] },
    state: 'pending',
    approvals: [],
    ...{ madeAt, terms, expiresAt: madeAt.add(terms.within) },
    ...given,
  };
}

const BOB_OR_CAROL = [
  { kind: 'person', person: 'bob' },
  { kind: 'person', person: 'carol' },
] as const;

/** Bob's yes, a minute after it was asked. */
export function anApproval(given: Partial<PendingRequest['approvals'][number]> = {}): PendingRequest['approvals'][number] {
  const at = START.add({ minutes: 1 });
  return { personId: '0195a0c0-0000-7000-8000-000000000202', name: 'Bob', slackId: 'U02BOB', at, by: 'click', ...given };
}
