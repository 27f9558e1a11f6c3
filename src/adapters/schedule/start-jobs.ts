import { schedule } from 'node-cron';
import { onceAMinute } from '../../domain/once-a-minute.ts';
import type { Logger } from '../../ports/logger.ts';
import type { Job } from './jobs.ts';

/** Jobs that tick. `stop` ends the ticking and resolves once runs under way are over; `runAll` runs each once, in order. */
export interface RunningJobs {
  runAll(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts every job. A run that fails is logged, at once and while it goes on failing once a minute, and the next tick tries again; a job overlaps itself in
 * this process only if it says so.
 */
export function startJobs(jobs: readonly Job[], log: Logger): RunningJobs {
  const underWay = new Map<Job | symbol, Promise<void>>();
  const failing = new Map<Job, (error: unknown) => void>();
  const run = (job: Job): Promise<void> => {
    const key = job.sideBySide ? Symbol(job.name) : job;
    const running = underWay.get(key) ?? runOnce(job, failing, log).finally(() => underWay.delete(key));
    underWay.set(key, running);
    return running;
  };
  const tasks = jobs.map((job) => schedule(job.every, () => run(job), { name: job.name, suppressMissedWarning: true }));
  return {
    async runAll() {
      for (const job of jobs) {
        await underWay.get(job);
        await run(job);
      }
    },
    async stop() {
      await Promise.all(tasks.map((task) => task.destroy()));
      await Promise.all(underWay.values());
    },
  };
}

async function runOnce(job: Job, failing: Map<Job, (error: unknown) => void>, log: Logger): Promise<void> {
  try {
    await job.run();
    failing.delete(job);
  } catch (error) {
    const say = failing.get(job) ?? failureOf(job, log);
    failing.set(job, say);
    say(error);
  }
}

// While the database is away every job fails at every tick: the log of an outage must stay readable.
function failureOf({ name }: Job, log: Logger): (error: unknown) => void {
  let last: unknown;
  const say = onceAMinute(
    (times) => log.error('job failed', { job: name, times }, last),
    () => performance.now(),
  );
  return (error) => {
    last = error;
    say();
  };
}
