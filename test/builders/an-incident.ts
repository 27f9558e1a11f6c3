import type { Incident } from '../../src/domain/incident.ts';

/** INC-42 of the service that concerns `db-prod`, triggered by a monitor ten minutes before the clocks of tests start. */
export function anIncident(given: Partial<Incident> = {}): Incident {
  return {
    id: 'QINC042',
    number: 42,
    title: 'Replica lag',
    status: 'triggered',
    urgency: 'high',
    service: { id: 'PSVC123', name: 'Database' },
    openedAt: Temporal.Instant.from('2026-03-01T03:07:00Z'),
    ...given,
  };
}
