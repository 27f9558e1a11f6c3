import type { AccessRecord } from '../../../src/domain/access-record.ts';
import type { KnownIncident } from '../../../src/domain/incident.ts';
import type { Panel } from '../../../src/domain/panel.ts';
import { aShift, aUser, fromPagerDuty } from '../../builders/a-shift.ts';
import { aGrant, aGrantGivenBack, aResource, NOW } from './a-grant.ts';

const SHIFT = aShift({ start: NOW.subtract({ hours: 1 }), end: Temporal.Instant.from('2026-11-22T06:00:00Z') });

/** INC-42 of Checkout, triggered at 3:02 in Berlin. */
export function aKnownIncident(differing: Partial<KnownIncident> = {}): KnownIncident {
  return {
    ...{ id: 'PINC42', number: 42, title: 'Replica lag on db-primary', status: 'triggered', urgency: 'high' },
    service: { id: 'PSVC123', name: 'Checkout' },
    openedAt: Temporal.Instant.from('2026-11-22T02:02:00Z'),
    readAt: NOW,
    ...differing,
  };
}

/** The panel of INC-42's channel: Alice is on call and holds db-prod. */
export function aPanel(differing: Partial<Panel> = {}): Panel {
  return {
    channel: {
      ...{ channel: 'C0INC42', formerIds: [], name: 'inc-42-checkout-latency' },
      ...{ bound: { incidentId: 'PINC42', by: 'name', at: NOW }, joinedAt: NOW },
    },
    incident: aKnownIncident(),
    isReopened: false,
    resources: [aResource(), aResource('db-replica')],
    onCall: [{ target: 'db-primary', said: fromPagerDuty({ known: true, value: [SHIFT] }) }],
    grants: [aGrant()],
    isCut: false,
    outages: [],
    ...differing,
  };
}

/** Two grants of INC-42: one given back, one that was read twice. */
export function anAccessRecord(differing: Partial<AccessRecord> = {}): AccessRecord {
  const bob = { personId: '019aa0c0-0000-7000-8000-000000000005', name: 'Bob', slackId: 'U02BOB' };
  const reveals = { count: 2, variables: ['PGPASSWORD'], exposed: ['PGPASSWORD'] };
  return {
    incident: aKnownIncident({ status: 'resolved', resolvedAt: NOW }),
    grants: [
      aGrantGivenBack(),
      aGrantGivenBack({ id: '019aa0c0-0000-7000-8000-000000000004', holder: bob, reveals, reason: '' }),
    ],
    isCut: false,
    ...differing,
  };
}

export const BOB_ON_CALL = aShift({ ...SHIFT, user: aUser('PBOB002', 'Bob') });
