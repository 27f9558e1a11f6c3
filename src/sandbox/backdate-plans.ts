import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';

const LOOKED_AT_EVERY_MS = 200;

// Each source's plan comes by itself, all of them within a moment.
const ROUNDS_WITHOUT_MORE = 5;

/**
 * Makes the database's plans of who is on call look as if they had been read `by` before, so that nobody has to wait for a quarter of an hour; `url`
 * is its owner's. Waits, at most `patience` milliseconds, until there are some and no more come.
 */
export async function backdatePlans(url: string, by: Temporal.Duration, patience = 60_000): Promise<void> {
  const deadline = performance.now() + patience;
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    let [done, quiet] = [0, 0];
    while (done === 0 || quiet < ROUNDS_WITHOUT_MORE) {
      const { rowCount } = await client.query(BACKDATE, [`${by.total('seconds')} seconds`]);
      done += rowCount ?? 0;
      quiet = rowCount ? 0 : quiet + 1;
      if (done === 0 && performance.now() > deadline) throw new Error('no plan of who is on call was read');
      await pause(LOOKED_AT_EVERY_MS);
    }
  } finally {
    await client.end();
  }
}

const BACKDATE = `
  INSERT INTO plans (source, read_at, shifts)
  SELECT source, read_at - $1::interval, shifts FROM plans WHERE read_at > nightlatch.now() - $1::interval / 2
  ON CONFLICT DO NOTHING`;
