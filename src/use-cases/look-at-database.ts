import type { DatabaseClock, SchemaState } from '../domain/database-facts.ts';
import { judgeClocks } from '../domain/diagnosis/clocks.ts';
import { judgeGates, judgeSchema, judgeSettings, judgeShippedClock } from '../domain/diagnosis/database.ts';
import { type Finding, unknown } from '../domain/diagnosis/finding.ts';
import type { SlackIdentity } from '../domain/live-world.ts';
import type { Policy } from '../domain/policy.ts';
import type { DatabaseProbe } from '../ports/database-probe.ts';
import { inTime, type Late, lookedAt } from './looked-at.ts';

const CLOCKS_FIRST = "Slack or the database must answer first: nightlatch doctor --only slack,database says why they don't.";

export interface DatabaseLook {
  database: DatabaseProbe;
  /** The one clock, asked once for all that need it. */
  clock: Promise<DatabaseClock>;
  /** Undefined when the policy can't be read. */
  policy: Policy | undefined;
  isSandbox: boolean;
  late: Late;
}

/** The server, the role, the schema, the one clock, and what is in force. Never throws. */
export async function lookAtDatabase(look: DatabaseLook): Promise<Finding[]> {
  const { database, late, clock, isSandbox, policy } = look;
  const at = (what: string, of: () => Promise<Finding[]>) => lookedAt({ area: 'database', what, source: 'Postgres' }, late, of);
  let isThere = false;
  const settings = await at('The database', async () => {
    const found = judgeSettings(await database.settings());
    isThere = true;
    return found;
  });
  if (!isThere) return settings;
  let state: SchemaState | undefined;
  const schema = await at('The schema', async () => {
    state = await database.schema();
    return [judgeSchema(state)];
  });
  // Without its tables, all that follows would only say so again.
  if (!state || state.behind.length > 0) return [...settings, ...schema];
  const more = await Promise.all([
    at('The clock of the database', async () => [judgeShippedClock((await clock).isShipped, isSandbox)]),
    at('What is in force', async () => judgeGates(await database.gates(), policy?.hash, policy?.timezone ?? 'UTC')),
  ]);
  return [...settings, ...schema, ...more.flat()];
}

/** This machine's clock and the database's, against Slack's; what couldn't be read is left out of the comparison. Never throws. */
export async function lookAtClocks(needs: {
  identity: Promise<SlackIdentity> | undefined;
  clock: Promise<DatabaseClock> | undefined;
  checksSignatures: boolean;
  late: Late;
}): Promise<Finding[]> {
  const read = <T>(source: string, answer: Promise<T> | undefined) =>
    answer && inTime(source, needs.late, answer).catch(() => undefined);
  const [slack, database] = await Promise.all([read('Slack', needs.identity), read('Postgres', needs.clock)]);
  const clocks = judgeClocks({
    aheadOfSlack: slack?.clockAhead,
    // A clock that was moved is meant to differ.
    databaseAhead: database?.isShipped ? database.ahead : undefined,
    checksSignatures: needs.checksSignatures,
  });
  if (clocks.length > 0) return clocks;
  return [unknown('clock', 'No clock could be compared.', CLOCKS_FIRST)];
}
