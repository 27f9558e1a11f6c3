import type { Lockdown } from '../../domain/lockdown.ts';
import type { Lockdowns } from '../../ports/lockdowns.ts';
import { Prisma } from './generated/client.ts';
import { instant, type JsonRow } from './row-values.ts';
import { SHUT_ALONE } from './shut-alone.ts';
import { SQL_NOW } from './sql-now.ts';
import type { Statements } from './statements.ts';

interface LockdownRow {
  since: string;
  by_id: string | null;
  by_name: string;
  by_slack_id: string | null;
  reason: string;
}

const IN_FORCE = Prisma.sql`l.since IS NOT NULL AND l.lifted_at IS NULL`;

/** The one row that says whether everything is locked down. */
export function postgresLockdowns(statements: Statements): Lockdowns {
  const current = () => inForce(statements);
  return {
    current,

    async hold() {
      // Locked first and read after: what was read while waiting for the lock would be of before it.
      await statements.run(Prisma.sql`SELECT 1 FROM lockdown FOR SHARE`);
      return current();
    },

    async begin(by, reason) {
      await statements.run(SHUT_ALONE);
      const begun = await statements.run(Prisma.sql`
        UPDATE lockdown l SET since = nightlatch.now(), by_id = ${by.account?.personId ?? null}::uuid, by_name = ${by.name},
          by_slack_id = ${by.account?.slackId ?? null}::text, reason = ${reason}, lifted_at = NULL, lifted_by_id = NULL, lifted_by_name = NULL
        WHERE NOT (${IN_FORCE})`);
      return { first: begun === 1, lockdown: (await current()) as Lockdown };
    },

    async lift({ since }, by) {
      await statements.run(SHUT_ALONE);
      const lifted = await statements.run(Prisma.sql`
        UPDATE lockdown l SET lifted_at = nightlatch.now(), lifted_by_id = ${by.personId}::uuid, lifted_by_name = ${by.name}
        WHERE ${IN_FORCE} AND l.since = ${since.toString()}::timestamptz`);
      return lifted === 1;
    },

    async atStake() {
      const [counted] = await statements.rows<{ grants: number; requests: number }>(Prisma.sql`
        SELECT (SELECT count(*)::int FROM grants g WHERE g.state = 'active' AND g.ends_at > ${SQL_NOW}) AS grants,
          (SELECT count(*)::int FROM requests r WHERE r.state = 'pending' AND r.expires_at > ${SQL_NOW}) AS requests`);
      return counted as { grants: number; requests: number };
    },
  };
}

async function inForce(statements: Statements): Promise<Lockdown | undefined> {
  const [found] = await statements.rows<JsonRow<LockdownRow>>(
    Prisma.sql`SELECT to_jsonb(l) AS row FROM lockdown l WHERE ${IN_FORCE}`,
  );
  return found && lockdownOf(found.row);
}

function lockdownOf({ since, by_id: personId, by_name: name, by_slack_id: slackId, reason }: LockdownRow): Lockdown {
  const account = personId !== null && slackId !== null ? { account: { personId, slackId } } : {};
  return { since: instant(since), by: { name, ...account }, reason };
}
