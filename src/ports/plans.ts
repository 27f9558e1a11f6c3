import type { Plan } from '../domain/facts.ts';
import type { SourceKey } from '../domain/names.ts';

/** What sources said of coming shifts, within a transaction. */
export interface Plans {
  /** Keeps it as read at `plan.readAt`. */
  keep(plan: Plan): Promise<void>;
  /** For each of the times the newest plan of the source that was read by then, and after `oldest`; each once, newest first. */
  readBy(source: SourceKey, times: readonly Temporal.Instant[], oldest: Temporal.Instant): Promise<Plan[]>;
  /** Takes out those read before `before`. */
  forget(before: Temporal.Instant): Promise<void>;
}
