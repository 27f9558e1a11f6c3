import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { fewAtATime } from '../../src/use-cases/few-at-a-time.ts';
import type { View } from '../world/deeds.ts';
import type { World } from '../world/world.ts';

// As much at a time as the bot asks of Slack.
const WIPED_AT_ONCE = 20;
const DRAWN_WITHIN_MS = 120_000;

const LOCKED = {
  type: 'modal',
  title: { type: 'plain_text', text: 'Locked' },
  blocks: [{ type: 'section', text: { type: 'plain_text', text: 'Locked.' } }],
};

export const BARE = 'one bare UPDATE, and the views';

/** Milliseconds of the least that it takes: so many rows of a bare table ended by one statement, and each view overwritten. */
export async function bareLock({ sandbox, database }: World, views: readonly View[]): Promise<number> {
  return withClient(database, async (client) => {
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
  });
}

/** How many grants are open. */
export function countOpen({ database }: World): Promise<number> {
  return withClient(database, (client) => countOf(client, "grants WHERE state = 'active'"));
}

/** Resolves once every card is drawn: until then the bot is at work. */
export function allDrawn({ database }: World): Promise<void> {
  return withClient(database, async (client) => {
    const deadline = performance.now() + DRAWN_WITHIN_MS;
    while ((await countOf(client, 'cards WHERE dirty AND NOT held_by_reveal AND retired_at IS NULL')) > 0) {
      if (performance.now() > deadline) throw new Error('cards are still to be drawn');
      await pause(100);
    }
  });
}

async function countOf(client: pg.Client, what: string): Promise<number> {
  return (await client.query(`SELECT count(*)::int AS count FROM ${what}`)).rows[0].count;
}

async function withClient<T>({ ownerUrl }: World['database'], work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
