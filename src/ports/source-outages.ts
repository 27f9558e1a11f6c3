import type { FaultKind } from '../domain/evidence.ts';

/** A time during which a source didn't answer; without `endedAt` it still doesn't. */
export interface SourceOutage {
  source: string;
  fault: FaultKind;
  since: Temporal.Instant;
  endedAt?: Temporal.Instant;
}

/** Outages of sources, within a transaction. */
export interface SourceOutages {
  /** It doesn't answer now; false when that was known. */
  begin(source: string, fault: FaultKind): Promise<boolean>;
  /** It answers again; the outage that is over now, if there was one. */
  end(source: string): Promise<SourceOutage | undefined>;
  /** Those that last. */
  open(): Promise<SourceOutage[]>;
  /** Those that lasted at some time from `from` until before `to`, oldest first. */
  between(from: Temporal.Instant, to: Temporal.Instant): Promise<SourceOutage[]>;
}
