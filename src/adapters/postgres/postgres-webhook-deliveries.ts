import { StoreUnavailable } from '../../ports/store.ts';
import type { Taken, WebhookDeliveries, WebhookDelivery } from '../../ports/webhook-deliveries.ts';
import type { Database } from './connect.ts';
import { Prisma } from './generated/client.ts';
import { instant, type JsonRow, present } from './row-values.ts';
import { type Statements, statementsOf } from './statements.ts';

// PagerDuty waits five seconds, and would rather be told to come again than wait for nothing.
const ACCEPT_MS = 2000;

interface DueRow {
  key: string;
  event: string;
  incident_id: string;
  service_id: string | null;
  occurred_at: string;
  attempts: number;
}

/** Webhooks. Those that come are saved `atTheDoor`, so that whatever else waits for the database doesn't hold them up. */
export function postgresWebhookDeliveries(database: Database, atTheDoor: Database = database): WebhookDeliveries {
  const statements = statementsOf(database.client);
  const door = statementsOf(atTheDoor.client);
  return {
    accept: (delivery) => inTime(taken(door, delivery)),

    async claim(limit, leaseSeconds) {
      const rows = await statements.rows<JsonRow<DueRow> & { hours: number }>(Prisma.sql`
        WITH due AS (
          SELECT key FROM webhook_deliveries WHERE worked_off_at IS NULL AND next_try_at <= (SELECT nightlatch.now())
          ORDER BY next_try_at, key LIMIT ${limit} FOR UPDATE SKIP LOCKED
        )
        UPDATE webhook_deliveries d SET attempts = attempts + 1, next_try_at = nightlatch.now() + make_interval(secs => ${leaseSeconds})
        FROM due WHERE d.key = due.key
        RETURNING to_jsonb(d) AS row, (extract(epoch FROM nightlatch.now() - d.accepted_at) / 3600)::float8 AS hours`);
      return rows.map(({ row, hours }) => ({ ...deliveryOf(row), attempt: row.attempts, hoursWaited: hours }));
    },

    async workedOff(keys) {
      await statements.run(Prisma.sql`
        UPDATE webhook_deliveries SET worked_off_at = nightlatch.now() WHERE key = ANY(${[...keys]}::text[]) AND worked_off_at IS NULL`);
    },

    async failed(keys, retryAfterSeconds) {
      await statements.run(Prisma.sql`
        UPDATE webhook_deliveries SET next_try_at = nightlatch.now() + make_interval(secs => ${retryAfterSeconds})
        WHERE key = ANY(${[...keys]}::text[]) AND worked_off_at IS NULL`);
    },

    async forget(hours) {
      await statements.run(Prisma.sql`
        DELETE FROM webhook_deliveries
        WHERE worked_off_at IS NOT NULL AND accepted_at < (SELECT nightlatch.now()) - make_interval(hours => ${hours}::int)`);
    },
  };
}

// One statement: its time is the database's, and it answers once it is committed.
async function taken(statements: Statements, delivery: WebhookDelivery): Promise<Taken> {
  const occurredAt = Prisma.sql`${delivery.occurredAt.toString()}::timestamptz`;
  const [row] = await statements.rows<{ taken: Taken }>(Prisma.sql`
    WITH time AS (
      SELECT CASE WHEN ${occurredAt} < now - interval '49 hours' THEN 'too-old' WHEN ${occurredAt} > now + interval '5 minutes' THEN 'too-early' END AS wrong
      FROM (SELECT nightlatch.now() AS now) t
    ), kept AS (
      INSERT INTO webhook_deliveries (key, event, incident_id, service_id, occurred_at)
      SELECT ${delivery.key}, ${delivery.event}, ${delivery.incidentId}, ${delivery.serviceId ?? null}::text, ${occurredAt} FROM time WHERE wrong IS NULL
      ON CONFLICT DO NOTHING RETURNING 1
    )
    SELECT coalesce((SELECT wrong FROM time), CASE WHEN EXISTS (SELECT FROM kept) THEN 'first' ELSE 'repeated' END) AS taken`);
  if (!row) throw new StoreUnavailable();
  return row.taken;
}

function inTime(accepting: Promise<Taken>): Promise<Taken> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new StoreUnavailable()), ACCEPT_MS);
  return Promise.race([accepting, late.promise]).finally(() => clearTimeout(timer));
}

function deliveryOf(row: DueRow): WebhookDelivery {
  return {
    ...{ key: row.key, event: row.event, incidentId: row.incident_id, occurredAt: instant(row.occurred_at) },
    ...present({ serviceId: row.service_id }),
  };
}
