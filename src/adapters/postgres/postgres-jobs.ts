import type { Jobs } from '../../ports/jobs.ts';
import { Prisma } from './generated/client.ts';
import type { Statements } from './statements.ts';

/** When periodic work last ran. */
export function postgresJobs(statements: Statements): Jobs {
  return {
    async claim(name, everySeconds) {
      const claimed = await statements.run(Prisma.sql`
        INSERT INTO job_runs (name) VALUES (${name})
        ON CONFLICT (name) DO UPDATE SET ran_at = excluded.ran_at
        WHERE job_runs.ran_at <= excluded.ran_at - make_interval(secs => ${everySeconds})`);
      return claimed === 1;
    },
  };
}
