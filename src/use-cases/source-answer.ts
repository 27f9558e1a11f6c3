import type { Unanswered } from '../domain/condition.ts';
import type { Answer } from '../domain/evidence.ts';
import { SourceUnavailable } from '../ports/on-call-source.ts';

/** What a source said. */
export function known<T>(value: T): Answer<T> {
  return { known: true, value };
}

/** What a source says, or that it said nothing. Throws what isn't a source's silence. */
export async function triedTo<T>(ask: () => Promise<T>): Promise<Answer<T>> {
  try {
    return known(await ask());
  } catch (error) {
    if (error instanceof SourceUnavailable) return { known: false, source: error.source, fault: error.kind };
    throw error;
  }
}

/** That silence, as the reason why something can't be told. */
export function unansweredBy(failed: Extract<Answer<unknown>, { known: false }>, about: Unanswered['about']): Unanswered {
  return { source: failed.source, fault: failed.fault, about };
}
