import type { Shift } from './schedule.ts';
import { PagerDutyState } from './state.ts';

const shiftHours = 8;
// Past the four weeks that a demo may begin earlier.
const shiftsAhead = 120;

/** PagerDuty as it is at the start: Alice holds db-primary for four more hours, in two adjacent shifts, then Bob; whoever of them doesn't stands by. */
export function seedPagerDuty(now: Temporal.Instant): PagerDutyState {
  const base = now.round({ smallestUnit: 'minute', roundingMode: 'floor' });
  const state = new PagerDutyState();
  const users = [
    { id: 'PALICE1', name: 'Alice', email: 'alice@example.com', timezone: 'Europe/Berlin', invitationSent: false },
    { id: 'PBOB002', name: 'Bob', email: 'bob@example.com', timezone: 'America/New_York', invitationSent: false },
    { id: 'PCAROL3', name: 'Carol', email: 'carol@example.com', timezone: 'Europe/Berlin', invitationSent: false },
    { id: 'PHEIDI4', name: 'Heidi', email: 'heidi@example.com', timezone: 'Europe/Berlin', invitationSent: true },
  ];
  for (const user of users) state.users.set(user.id, user);
  const primary = [...adjacent('PALICE1', base), ...rotation(['PBOB002', 'PALICE1'], base.add({ hours: 4 }))];
  const before = { user: 'PBOB002', start: base.subtract({ hours: 12 }), end: base.subtract({ hours: 4 }) };
  state.addSchedule({ id: 'PABC123', name: 'db-primary', timezone: 'Europe/Berlin', shifts: [before, ...primary] });
  state.addSchedule({
    id: 'PDEF456',
    name: 'db-secondary',
    timezone: 'Europe/Berlin',
    shifts: rotation(['PCAROL3'], base.subtract({ hours: 4 })),
  });
  const standby = { user: 'PBOB002', start: base.subtract({ hours: 4 }), end: base.add({ hours: 4 }) };
  const turns = rotation(['PALICE1', 'PBOB002'], base.add({ hours: 4 }));
  state.addSchedule({ id: 'PGHI789', name: 'db-standby', timezone: 'Europe/Berlin', shifts: [standby, ...turns] });
  seedPolicies(state);
  seedServices(state);
  state.openIncident({
    id: 'PINC042',
    number: 42,
    title: 'Checkout latency above 2 s',
    service: 'PSVC123',
    opener: { type: 'service_reference', id: 'PSVC123', summary: 'Checkout' },
    at: base.subtract({ minutes: 20 }),
    assignees: ['PALICE1'],
  });
  return state;
}

/** Two shifts of one person, end to start, that only together reach four hours ahead. */
function adjacent(user: string, base: Temporal.Instant): Shift[] {
  const middle = base.add({ hours: 1 });
  return [
    { user, start: base.subtract({ hours: 4 }), end: middle },
    { user, start: middle, end: base.add({ hours: 4 }) },
  ];
}

function rotation(users: string[], from: Temporal.Instant): Shift[] {
  return Array.from({ length: shiftsAhead }, (_, nth) => ({
    user: users[nth % users.length] ?? '',
    start: from.add({ hours: nth * shiftHours }),
    end: from.add({ hours: (nth + 1) * shiftHours }),
  }));
}

function seedPolicies(state: PagerDutyState): void {
  const [primary, secondary] = [
    { type: 'schedule' as const, id: 'PABC123' },
    { type: 'schedule' as const, id: 'PDEF456' },
  ];
  const everybody = ['PALICE1', 'PBOB002', 'PCAROL3'].map((id) => ({ type: 'user' as const, id }));
  state.policies.set('PXYZ789', { id: 'PXYZ789', name: 'Checkout', levels: [[primary], [secondary], everybody] });
  state.policies.set('PEP3', { id: 'PEP3', name: 'Database standby', levels: [[{ type: 'schedule', id: 'PGHI789' }]] });
  state.policies.set('PEP2', { id: 'PEP2', name: 'Payments', levels: [[primary]] });
}

function seedServices(state: PagerDutyState): void {
  state.services.set('PSVC123', { id: 'PSVC123', name: 'Checkout', policy: 'PXYZ789' });
  state.services.set('PCHECKOUT', { id: 'PCHECKOUT', name: 'Checkout web', policy: 'PXYZ789' });
  state.services.set('PPAY456', { id: 'PPAY456', name: 'Payments', policy: 'PEP2' });
}
