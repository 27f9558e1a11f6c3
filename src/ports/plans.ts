import type { Plan } from '../domain/facts.ts';
import type { SourceKey } from '../domain/names.ts';

/** What sources said of coming shifts, within a transaction. */
export interface Plans {
  /** Keeps it as read now. One read at the same time already stands. */
  keep(plan: Omit<Plan, 'readAt'>): Promise<void>;
  /** For each source and each of the times the newest plan that was read by then, and not before `oldest`; each once, newest first. */
  readBy(sources: readonly SourceKey[], times: readonly Temporal.Instant[], oldest: Temporal.Instant): Promise<Plan[]>;
  /** Takes out those read before `before`; how many. */
  forget(before: Temporal.Instant): Promise<number>;
}
