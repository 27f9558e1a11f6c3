import type { Answer } from '../../src/domain/evidence.ts';
import type { SourceAnswer } from '../../src/domain/facts.ts';
import type { OnCallUser, Shift } from '../../src/domain/shift.ts';

/** A user of PagerDuty. */
export function aUser(id = 'PALICE1', name = 'Alice'): OnCallUser {
  return { provider: 'pagerduty', id, name };
}

/** That answer as PagerDuty's, the only source of its target. */
export function fromPagerDuty(answer: Answer<readonly Shift[]>): SourceAnswer[] {
  return [{ ...answer, provider: 'pagerduty', key: 'pagerduty schedule PABC123, 1' }];
}

/** Alice's at level 1 of `db-primary`. */
export function aShift(changes: Partial<Shift> = {}): Shift {
  return { target: 'db-primary', user: aUser(), level: 1, ...changes };
}
