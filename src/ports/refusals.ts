import type { PersonId } from '../domain/names.ts';

/** Counts refusals, so that a flood of equal ones doesn't flood the log; within a transaction. */
export interface Refusals {
  /** `first` when no equal one (person and key) was counted in the last minute: record it now. Otherwise it is only counted. */
  count(person: PersonId, key: string): Promise<'first' | 'counted'>;
  /** Counted refusals whose minute is over, taken out: each becomes one entry "n more". */
  takeDue(limit: number): Promise<{ personId: PersonId; personName: string; key: string; more: number }[]>;
  /** Counts a request, unless that person made `perMinute` within the last minute: then nothing is counted, and from when on another one is. */
  countRequest(person: PersonId, perMinute: number): Promise<'counted' | { opensAt: Temporal.Instant }>;
}
