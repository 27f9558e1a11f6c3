import type { Grant } from '../../../src/domain/grant.ts';
import type { Resource, Rule, Show } from '../../../src/domain/policy.ts';

export const NOW = Temporal.Instant.from('2026-11-22T02:17:00Z');
export const BERLIN = { timezone: 'Europe/Berlin', now: NOW };
export const ALICE = { slackId: 'U01ALICE', timezone: 'Europe/Berlin' };
export const BOB = { slackId: 'U02BOB', timezone: 'America/New_York' };

/** Alice's grant of db-prod at 3:17 AM in Berlin, to the end of her shift at 7. */
export function aGrant(differing: Partial<Grant> = {}): Grant {
  return {
    id: '019aa0c0-0000-7000-8000-000000000001',
    requestId: '019aa0c0-0000-7000-8000-000000000002',
    holder: { personId: '019aa0c0-0000-7000-8000-000000000003', name: 'Alice', slackId: 'U01ALICE' },
    resource: 'db-prod',
    variables: ['DATABASE_URL', 'PGPASSWORD'],
    rule: 'on call, incident open',
    breakGlass: false,
    approvedBy: [],
    extensions: 0,
    reason: 'replica lag',
    policyHash: 'a'.repeat(64),
    evidence: {
      askedAt: NOW,
      onCall: [
        {
          provider: 'PagerDuty',
          target: 'db-primary',
          level: 1,
          shiftEnd: Temporal.Instant.from('2026-11-22T06:00:00Z'),
          answer: 'yes',
        },
      ],
      incident: {
        ...{ id: 'PINC42', number: 42, title: 'Replica lag on db-primary', service: 'Checkout', urgency: 'high', openedAt: NOW },
        tiedBy: 'only-open',
      },
    },
    incident: { id: 'PINC42', number: 42, title: 'Replica lag on db-primary' },
    terms: {
      atMost: Temporal.Duration.from({ hours: 4 }),
      showFor: Temporal.Duration.from({ seconds: 60 }),
      maxReveals: 10,
      graceAfterResolve: Temporal.Duration.from({ minutes: 15 }),
      endsWithIncident: true,
      endsWithShift: false,
    },
    state: 'active',
    startedAt: NOW,
    endsAt: Temporal.Instant.from('2026-11-22T06:00:00Z'),
    endsBecause: 'shift',
    reveals: { count: 0, variables: [], exposed: [] },
    ...differing,
  };
}

/** The same, given back by her at 4:02. */
export function aGrantGivenBack(differing: Partial<Grant> = {}): Grant {
  const ended: Grant['ended'] = {
    at: Temporal.Instant.from('2026-11-22T03:02:00Z'),
    cause: 'given-back',
    by: { personId: '019aa0c0-0000-7000-8000-000000000003', name: 'Alice' },
  };
  return aGrant({ state: 'ended', ended, ...differing });
}

/** db-prod with two variables; `hidden` ones are not for Slack. */
export function aResource(name = 'db-prod', hidden: Readonly<Record<string, Show>> = {}): Resource {
  const variables = ['DATABASE_URL', 'PGPASSWORD'].map((variable) => ({
    name: variable,
    source: { source: 'sealed' as const, path: `${name}/${variable.toLowerCase()}` },
    show: hidden[variable] ?? 'slack',
  }));
  const rules: Rule[] = [];
  return {
    name,
    title: 'Production database',
    services: 'any',
    rules,
    variables: new Map(variables.map((one) => [one.name, one])),
  };
}
