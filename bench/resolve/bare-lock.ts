import pg from 'pg';
import { fewAtATime } from '../../src/use-cases/few-at-a-time.ts';
import type { View } from '../world/deeds.ts';
import type { World } from '../world/world.ts';

// As much at a time as the bot asks of Slack.
const WIPED_AT_ONCE = 20;

const LOCKED = {
  type: 'modal',
  title: { type: 'plain_text', text: 'Locked' },
  blocks: [{ type: 'section', text: { type: 'plain_text', text: 'Locked.' } }],
};

export const BARE = 'one bare UPDATE, and the views';

/** Milliseconds of the least that it takes: so many rows of a bare table ended by one statement, and each view overwritten. */
export async function bareLock({ sandbox, database }: World, views: readonly View[]): Promise<number> {
  const client = new pg.Client({ connectionString: database.ownerUrl });
  await client.connect();
  try {
    await client.query(
      `CREATE TEMP TABLE bare_grants AS SELECT n AS id, 'QINC' AS incident_id, 'active' AS state, now() AS ended_at FROM generate_series(1, ${views.length}) n`,
    );
    const began = performance.now();
    await client.query(
      "UPDATE bare_grants SET state = 'ended', ended_at = now() WHERE incident_id = 'QINC' AND state = 'active'",
    );
    await fewAtATime(views, WIPED_AT_ONCE, async ({ id }) => {
      const answer = await fetch(`${sandbox.slackApiUrl}views.update`, {
        method: 'POST',
        headers: { authorization: `Bearer ${sandbox.botToken}`, 'content-type': 'application/json; charset=utf-8' },
        body: JSON.stringify({ view_id: id, view: LOCKED }),
      });
      const { ok } = (await answer.json()) as { ok: boolean };
      if (!ok) throw new Error('a view was not overwritten');
    });
    return performance.now() - began;
  } finally {
    await client.end();
  }
}

/** How many grants of the incident are open. */
export async function openIn({ database }: World, incidentId: string): Promise<number> {
  const client = new pg.Client({ connectionString: database.ownerUrl });
  await client.connect();
  try {
    const open = "SELECT count(*)::int AS count FROM grants WHERE incident_id = $1 AND state = 'active'";
    return (await client.query(open, [incidentId])).rows[0].count;
  } finally {
    await client.end();
  }
}
