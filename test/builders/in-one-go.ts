import type { InSteps } from '../../src/domain/in-steps.ts';

/** What comes of the work, all of it at once. */
export function inOneGo<Result>(work: InSteps<Result>): Result {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}
