import pg from 'pg';
import type { Outcome } from './contest.ts';

const ENDINGS = ['access-granted', 'access-denied', 'request-withdrawn', 'request-expired', 'request-overtaken'];

/** What became of every request that waited; `url` is the owner's. */
export async function outcomesIn(url: string): Promise<Outcome[]> {
  return withClient(url, async (client) => {
    const { rows } = await client.query<Outcome>(
      `WITH ends AS (
         SELECT record::json->'about'->>'request' AS request, count(*)::int AS count FROM audit_entries
         WHERE record::json->>'kind' = ANY($1) GROUP BY 1
       ), yeses AS (
         SELECT request_id, count(*)::int AS count, count(DISTINCT person_id)::int AS people FROM approvals WHERE void_at IS NULL GROUP BY 1
       ), opened AS (SELECT request_id, count(*)::int AS count FROM grants GROUP BY 1)
       SELECT r.state::text AS state, r.needed, coalesce(opened.count, 0) AS grants, coalesce(ends.count, 0) AS endings,
         coalesce(yeses.count, 0) AS approvals, coalesce(yeses.people, 0) AS approvers
       FROM requests r LEFT JOIN ends ON ends.request = r.id::text LEFT JOIN yeses ON yeses.request_id = r.id
         LEFT JOIN opened ON opened.request_id = r.id`,
      [ENDINGS],
    );
    return rows;
  });
}

/** A table of as many requests as the peer decides, which have a state and nothing else. */
export async function addBareRequests(url: string, count: number): Promise<void> {
  await withClient(url, async (client) => {
    await client.query('CREATE TABLE bare_requests (id int PRIMARY KEY, state text NOT NULL)');
    await client.query(`INSERT INTO bare_requests SELECT nth, 'pending' FROM generate_series(0, $1::int - 1) AS nth`, [count]);
    await client.query('GRANT SELECT, UPDATE ON bare_requests TO nightlatch_app');
  });
}

async function withClient<T>(url: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}
