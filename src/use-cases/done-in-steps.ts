import type { InSteps } from '../domain/in-steps.ts';

// Some milliseconds of the longest there are.
const AT_ONCE = 50;

/** What comes of the work. Whatever else the process has to answer goes first after every few steps. */
export async function doneInSteps<Result>(work: InSteps<Result>): Promise<Result> {
  for (let steps = 1; ; steps += 1) {
    const step = work.next();
    if (step.done) return step.value;
    if (steps % AT_ONCE === 0) await new Promise((resolve) => setImmediate(resolve));
  }
}
