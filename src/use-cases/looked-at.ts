import { judgeUnreachable } from '../domain/diagnosis/database.ts';
import type { Area, Finding } from '../domain/diagnosis/finding.ts';
import { sayNotLookedAt, sayOwnFault, sayRefused } from '../domain/diagnosis/silence.ts';
import { DatabaseUnreachable } from '../ports/database-probe.ts';
import { SourceUnavailable } from '../ports/on-call-source.ts';
import { SlackRefused } from '../ports/slack-probe.ts';

/** Resolves when the time for looking is over. */
export type Late = Promise<void>;

/** What is being looked at; `what` begins a line, such as `User groups`. */
export interface Looking {
  area: Area;
  what: string;
  source: 'Slack' | 'PagerDuty' | 'Postgres' | 'this machine';
}

/** What `look` found, or one finding that says why nothing could be found. Never throws, and never takes longer than `late`. */
export async function lookedAt({ area, what, source }: Looking, late: Late, look: () => Promise<Finding[]>): Promise<Finding[]> {
  try {
    return await inTime(source, late, look());
  } catch (error) {
    return [sayFault(area, what, error)];
  }
}

/** The same promise, which fails as a source's silence once it is late. */
export function inTime<T>(source: string, late: Late, answer: Promise<T>): Promise<T> {
  const tooLate = late.then(() => Promise.reject(new SourceUnavailable(source, 'timeout')));
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
