import type { Deliveries, Delivery, Seen } from '../../ports/deliveries.ts';
import type { Database } from './connect.ts';
import { Prisma } from './generated/client.ts';
import { type JsonRow, present } from './row-values.ts';
import { type Statements, statementsOf } from './statements.ts';

// Slack waits three seconds for the acknowledgement, which comes after this.
const ACCEPT_MS = 200;

// A replica that claimed an answer and died leaves it to the next after this.
const CLAIM_SECONDS = 60;

interface DeliveryRow {
  key: string;
  kind: Delivery['kind'];
  slack_user: string;
  channel: string | null;
  about: string;
  window_external_id: string | null;
}

/** Slack's deliveries. */
export function postgresDeliveries(database: Database): Deliveries {
  const statements = statementsOf(database.client);
  return {
    async accept(delivery) {
      const settled = saved(statements, delivery);
      return { inTime: await inTime(settled), settled };
    },

    async answered(key) {
      // If this can't be said the delivery is answered twice, which is better than never.
      await statements
        .run(Prisma.sql`UPDATE deliveries SET answered_at = nightlatch.now() WHERE key = ${key} AND answered_at IS NULL`)
        .catch(() => undefined);
    },

    async claimUnanswered(seconds, limit) {
      const rows = await statements.rows<JsonRow<DeliveryRow>>(Prisma.sql`
        WITH due AS (
          SELECT key FROM deliveries
          WHERE answered_at IS NULL AND accepted_at < (SELECT nightlatch.now()) - make_interval(secs => ${seconds})
            AND (claimed_until IS NULL OR claimed_until <= (SELECT nightlatch.now()))
          ORDER BY accepted_at LIMIT ${limit} FOR UPDATE SKIP LOCKED
        )
        UPDATE deliveries d SET claimed_until = nightlatch.now() + make_interval(secs => ${CLAIM_SECONDS}) FROM due WHERE d.key = due.key
        RETURNING to_jsonb(d) AS row`);
      return rows.map(({ row }) => deliveryOf(row));
    },

    async forget(hours) {
      await statements.run(Prisma.sql`
        DELETE FROM deliveries WHERE answered_at IS NOT NULL AND accepted_at < (SELECT nightlatch.now()) - make_interval(hours => ${hours}::int)`);
    },
  };
}

function insert(delivery: Delivery): Prisma.Sql {
  return Prisma.sql`
    INSERT INTO deliveries (key, kind, slack_user, channel, about, window_external_id)
    VALUES (${delivery.key}, ${delivery.kind}::delivery_kind, ${delivery.slackUser}, ${delivery.channel ?? null}::text, ${delivery.about}, ${delivery.windowExternalId ?? null}::text)
    ON CONFLICT DO NOTHING`;
}

async function saved(statements: Statements, delivery: Delivery): Promise<Seen> {
  try {
    return (await statements.run(insert(delivery))) === 1 ? 'first' : 'repeated';
  } catch {
    return 'unsaved';
  }
}

function inTime(saving: Promise<Seen>): Promise<Seen> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<Seen>((resolve) => {
    timer = setTimeout(() => resolve('unsaved'), ACCEPT_MS);
  });
  return Promise.race([saving, tooLate]).finally(() => clearTimeout(timer));
}

function deliveryOf(row: DeliveryRow): Delivery {
  return {
    key: row.key,
    kind: row.kind,
    slackUser: row.slack_user,
    about: row.about,
    ...present({ channel: row.channel, windowExternalId: row.window_external_id }),
  };
}
