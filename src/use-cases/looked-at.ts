import { judgeUnreachable } from '../domain/diagnosis/database.ts';
import type { Area, Finding } from '../domain/diagnosis/finding.ts';
import { sayNotLookedAt, sayOwnFault, sayRefused } from '../domain/diagnosis/silence.ts';
import { DatabaseUnreachable } from '../ports/database-probe.ts';
import { SourceUnavailable } from '../ports/on-call-source.ts';
import { SlackRefused } from '../ports/slack-probe.ts';

/** The time for looking, which ends once. */
export interface Late {
  isOver(): boolean;
  /** Resolves when it is. */
  over: Promise<void>;
}

/** What is being looked at; `what` begins a line, such as `User groups`. */
export interface Looking {
  area: Area;
  what: string;
  source: 'Slack' | 'PagerDuty' | 'Postgres' | 'this machine';
}

/** What `look` found, or one finding that says why nothing could be found. Never throws, and never takes longer than `late`. */
export function lookedAt({ area, what, source }: Looking, late: Late, look: () => Promise<Finding[]>): Promise<Finding[]> {
  return faultSaid({ area, what }, async () => {
    // What wasn't begun in time isn't begun: a source that hung must not be flooded at the end.
    if (late.isOver()) throw new SourceUnavailable(source, 'timeout');
    return inTime(source, late, look());
  });
}

/** The same, however long it takes. */
export async function faultSaid({ area, what }: Omit<Looking, 'source'>, look: () => Promise<Finding[]>): Promise<Finding[]> {
  try {
    return await look();
  } catch (error) {
    return [sayFault(area, what, error)];
  }
}

/** The same promise, which fails as a source's silence once it is late. */
export function inTime<T>(source: string, late: Late, answer: Promise<T>): Promise<T> {
  const tooLate = late.over.then(() => Promise.reject(new SourceUnavailable(source, 'timeout')));
  answer.catch(() => undefined);
  tooLate.catch(() => undefined);
  return Promise.race([answer, tooLate]);
}

function sayFault(area: Area, what: string, error: unknown): Finding {
  if (error instanceof SourceUnavailable) return sayNotLookedAt(area, what, { source: error.source, fault: error.kind });
  if (error instanceof SlackRefused) return sayRefused(area, what, error);
  if (error instanceof DatabaseUnreachable) return judgeUnreachable(error.code);
  return sayOwnFault(area, what, error);
}
