import { schedule } from 'node-cron';
import type { Logger } from '../../ports/logger.ts';
import type { Job } from './jobs.ts';

/** Jobs that tick. `stop` ends the ticking and resolves once runs under way are over; `runAll` runs each once, in order. */
export interface RunningJobs {
  runAll(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts every job. A run that fails is logged and the next tick tries again; a job overlaps itself in this process only if it says so. */
export function startJobs(jobs: readonly Job[], log: Logger): RunningJobs {
  const underWay = new Map<Job | symbol, Promise<void>>();
  const run = (job: Job): Promise<void> => {
    const key = job.sideBySide ? Symbol(job.name) : job;
    const running = underWay.get(key) ?? runOnce(job, log).finally(() => underWay.delete(key));
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

async function runOnce(job: Job, log: Logger): Promise<void> {
  try {
    await job.run();
  } catch (error) {
    log.error('job failed', { job: job.name }, error);
  }
}
