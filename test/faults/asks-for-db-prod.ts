import { expect } from 'vitest';
import type { SeenMessage } from '../../src/sandbox/driver/seen.ts';
import { aNight, type Night, type NightOptions } from '../stories/a-night.ts';

const INCIDENT = 'inc-42-checkout-latency';

/** Where requests wait for an answer. */
export const APPROVALS = 'access-approvals';

/** A night without an incident: for db-prod Alice, who is on call, needs a yes of Bob or Carol. */
export async function aQuietNight(options: NightOptions = {}): Promise<Night> {
  const night = await aNight(options);
  night.resolveIncident(42);
  return night;
}

/** Alice asks for it, and all who should know of it do: her window, her message, Bob, Carol and the channel, whose card is returned. */
export async function asksForDbProd(night: Night, words = '/unlock db-prod because replica lag'): Promise<SeenMessage> {
  await night.alice.types(INCIDENT, words);
  await night.alice.windowSays(/Asked (Bob|Carol)/);
  return askedForDbProd(night);
}

/** The same once it was asked for. */
export async function askedForDbProd({ alice, bob, carol, sandbox, rows }: Night): Promise<SeenMessage> {
  await alice.directMessageSays(/Asked (Bob|Carol)/);
  for (const lead of [bob, carol]) await lead.directMessageSays(/Alice wants/);
  const card = await sandbox.channel(APPROVALS).says(/Alice wants/);
  await allDrawn({ rows });
  return card;
}

// One whose drawing a busy database didn't keep comes again after its lease of 15 s.
const DRAWN_WITHIN_MS = 40_000;

/** Every card is drawn and known to be, so that a clock that is moved now gives none to another bot. */
export async function allDrawn({ rows }: Pick<Night, 'rows'>): Promise<void> {
  await expect.poll(() => rows('SELECT id FROM cards WHERE dirty'), { timeout: DRAWN_WITHIN_MS }).toEqual([]);
}

/** The requests there are, oldest first. */
export function requests(night: Night): Promise<Record<string, unknown>[]> {
  return night.rows('SELECT id, state::text, resource, settled_by_name, settled_reason FROM requests ORDER BY made_at, id');
}

/** How often the log has an entry of that kind. */
export async function countOf(night: Night, kind: string): Promise<number> {
  return (await night.audited()).filter((entry) => entry.kind === kind).length;
}

/** The kinds of the entries that `work` led to, in their order. */
export async function entriesOf(night: Night, work: () => Promise<void>): Promise<string[]> {
  const before = (await night.audited()).length;
  await work();
  return (await night.audited()).slice(before).map(({ kind }) => kind);
}

/** When the column says, of the newest row there. */
export async function when(night: Night, what: 'grants.ends_at' | 'requests.expires_at'): Promise<Temporal.Instant> {
  const [table, column] = what.split('.');
  const [row] = await night.rows(
    `SELECT to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at FROM ${table} ORDER BY 1 DESC LIMIT 1`,
  );
  return Temporal.Instant.from(String(row?.at));
}
