import type { FaultKind } from '../domain/evidence.ts';
import type { TargetSource } from '../domain/policy.ts';
import type { Shift } from '../domain/shift.ts';

/** A source that could not answer. Never means "no". `source` is its name as people know it. */
export class SourceUnavailable extends Error {
  readonly source: string;
  readonly kind: FaultKind;

  constructor(source: string, kind: FaultKind, options?: ErrorOptions) {
    super(`${source} did not answer (${kind})`, options);
    this.name = 'SourceUnavailable';
    this.source = source;
    this.kind = kind;
  }
}

/** Who is on call. */
export interface OnCallSource {
  /**
   * All shifts that count for its target and touch [from, until): levels above the target's and permanent entries it doesn't count are left out,
   * the same shift comes once. Throws SourceUnavailable; never guesses, never an incomplete list.
   */
  shiftsOn(source: TargetSource, from: Temporal.Instant, until: Temporal.Instant): Promise<Shift[]>;
}
