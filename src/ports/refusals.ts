import type { PersonId } from '../domain/names.ts';

/** Counts refusals, so that a flood of equal ones doesn't flood the log; within a transaction. */
export interface Refusals {
  /** `first` when no equal one (person and key) was counted in the last minute: record it now. Otherwise it is only counted. */
  count(person: PersonId, key: string): Promise<'first' | 'counted'>;
  /** Counted refusals whose minute is over, taken out: each becomes one entry "n more". */
  takeDue(limit: number): Promise<{ personId: PersonId; personName: string; key: string; more: number }[]>;
  /** Counts a request; how many that person made within the last minute, this one included. */
  countRequest(person: PersonId): Promise<number>;
}
