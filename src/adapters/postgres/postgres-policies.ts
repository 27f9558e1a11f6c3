import type { Policies } from '../../ports/policies.ts';
import { Prisma } from './generated/client.ts';
import { instant } from './row-values.ts';
import { SHUT_ALONE } from './shut-alone.ts';
import type { Statements } from './statements.ts';

/** Policy texts, and the one row that says which is in force. */
export function postgresPolicies(statements: Statements): Policies {
  const inForce = async () => {
    const row = await statements.models((client) => client.policyInForce.findUnique({ where: { id: 1 } }));
    return row?.hash;
  };
  return {
    inForce,

    async holdInForce() {
      // Locked first and read after: what was read while waiting for the lock would be of before it.
      await statements.run(Prisma.sql`SELECT 1 FROM policy_in_force FOR SHARE`);
      return inForce();
    },

    async since(hash) {
      const [found] = await statements.rows<{ since: string }>(
        Prisma.sql`SELECT to_jsonb(since) #>> '{}' AS since FROM policy_in_force WHERE hash = ${hash}`,
      );
      return found && instant(found.since);
    },

    async textOf(hash) {
      const row = await statements.models((client) => client.policy.findUnique({ where: { hash } }));
      return row?.text;
    },

    async isKnown(hash) {
      return (await statements.models((client) => client.policy.count({ where: { hash } }))) > 0;
    },

    async putInForce(hash, text, from) {
      if (hash === from) return false;
      await statements.run(Prisma.sql`INSERT INTO policies (hash, text) VALUES (${hash}, ${text}) ON CONFLICT DO NOTHING`);
      await statements.run(SHUT_ALONE);
      const changed = await statements.run(
        from === undefined
          ? Prisma.sql`INSERT INTO policy_in_force (id, hash) VALUES (1, ${hash}) ON CONFLICT DO NOTHING`
          : Prisma.sql`UPDATE policy_in_force SET hash = ${hash}, since = nightlatch.now() WHERE hash = ${from}`,
      );
      return changed === 1;
    },
  };
}
