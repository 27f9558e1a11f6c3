import type { TargetSource } from '../../src/domain/policy.ts';

/** What is asked: the schedule at 03:17, for a day. */
export const from = Temporal.Instant.from('2026-03-02T03:17:00Z');
export const until = Temporal.Instant.from('2026-03-03T03:17:00Z');
export const target: TargetSource = {
  target: 'db-primary',
  provider: 'pagerduty',
  of: { schedule: 'PABC123' },
  levels: 1,
  countPermanent: false,
};

/** PagerDuty's entry of Alice's night on it. */
export function anEntry(more: Record<string, unknown> = {}) {
  return {
    user: { id: 'PALICE1', type: 'user_reference', summary: 'Alice' },
    schedule: { id: 'PABC123', type: 'schedule_reference', summary: 'db-primary' },
    escalation_policy: { id: 'PXYZ789', type: 'escalation_policy_reference', summary: 'Checkout' },
    escalation_level: 1,
    start: '2026-03-01T19:00:00Z',
    end: '2026-03-02T07:00:00Z',
    ...more,
  };
}
