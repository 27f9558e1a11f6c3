import type { IncidentChannel } from '../../domain/incident-channel.ts';
import type { Incidents } from '../../ports/incidents.ts';
import { Prisma } from './generated/client.ts';
import { type IncidentChannelRow, incidentChannelOf } from './incident-row.ts';
import type { JsonRow } from './row-values.ts';
import type { Statements } from './statements.ts';

// Those that are open at one time; the rest would be work that nobody looks at.
const MOST_OPEN = 500;

// Each is written to whenever anything changes: whoever binds hundreds must not hold up every grant and card of the incident.
const MOST_OF_ONE = 20;

const CHANNELS = Prisma.sql`
  SELECT to_jsonb(c) || jsonb_build_object('bound_by_name', p.name) AS row FROM incident_channels c LEFT JOIN people p ON p.id = c.bound_by_id`;

type Channels = Omit<Incidents, 'byId' | 'keep' | 'keepGone'>;

/** The channels of incidents, under the ids that Slack gives them now. */
export function postgresIncidentChannels(statements: Statements): Channels {
  const channels = async (which: Prisma.Sql) =>
    (await statements.rows<JsonRow<IncidentChannelRow>>(Prisma.sql`${CHANNELS} ${which}`)).map(({ row }) =>
      incidentChannelOf(row),
    );
  return {
    ...changing(statements),
    channel: async (channel): Promise<IncidentChannel | undefined> =>
      (
        await channels(
          Prisma.sql`WHERE c.channel = ${channel} OR c.former_ids @> ARRAY[${channel}]::text[] ORDER BY c.channel = ${channel} LIMIT 1`,
        )
      )[0],
    channelsOf: (incidentId) =>
      channels(
        Prisma.sql`WHERE c.incident_id = ${incidentId} ORDER BY c.archived_at IS NOT NULL, c.joined_at, c.channel LIMIT ${MOST_OF_ONE}`,
      ),
    async boundIncidents(overSince) {
      const rows = await statements.rows<{ id: string }>(Prisma.sql`
        SELECT DISTINCT i.id FROM incident_channels c JOIN incidents i ON i.id = c.incident_id
        WHERE c.archived_at IS NULL
          AND (i.status NOT IN ('resolved', 'gone') OR coalesce(i.resolved_at, i.read_at) >= ${overSince.toString()}::timestamptz)
        ORDER BY i.id DESC LIMIT ${MOST_OPEN}`);
      return rows.map(({ id }) => id);
    },
    openChannels: () =>
      channels(Prisma.sql`WHERE c.archived_at IS NULL ORDER BY c.joined_at DESC, c.channel DESC LIMIT ${MOST_OPEN}`),
  };
}

type Changing = Pick<Channels, 'addChannel' | 'renameChannel' | 'bind' | 'setShared' | 'setArchived' | 'changeChannelId'>;

function changing(statements: Statements): Changing {
  const changed = async (change: Prisma.Sql) => (await statements.run(change)) === 1;
  return {
    async addChannel(channel, name) {
      const isNew = await changed(
        Prisma.sql`INSERT INTO incident_channels (channel, name) VALUES (${channel}, ${name}) ON CONFLICT (channel) DO NOTHING`,
      );
      if (!isNew)
        await statements.run(
          Prisma.sql`UPDATE incident_channels SET name = ${name}, archived_at = NULL WHERE channel = ${channel}`,
        );
      return isNew;
    },

    async renameChannel(channel, name) {
      await statements.run(Prisma.sql`UPDATE incident_channels SET name = ${name} WHERE channel = ${channel}`);
    },

    bind: (channel, incidentId, by, person) =>
      changed(Prisma.sql`
        UPDATE incident_channels SET incident_id = ${incidentId}, bound_by = ${by}::channel_binding, bound_by_id = ${person ?? null}::uuid,
          bound_at = nightlatch.now()
        WHERE channel = ${channel} AND incident_id IS DISTINCT FROM ${incidentId}
          AND EXISTS (SELECT FROM incidents i WHERE i.id = ${incidentId})`),

    setShared: (channel, shared) =>
      changed(Prisma.sql`
        UPDATE incident_channels SET shared_at = CASE WHEN ${shared} THEN nightlatch.now() END
        WHERE channel = ${channel} AND (shared_at IS NOT NULL) <> ${shared}`),

    setArchived: (channel, archived) =>
      changed(Prisma.sql`
        UPDATE incident_channels SET archived_at = CASE WHEN ${archived} THEN nightlatch.now() END
        WHERE channel = ${channel} AND (archived_at IS NOT NULL) <> ${archived}`),

    changeChannelId: (from, to) => changeId(statements, from, to),
  };
}

// The row under the older id stays, archived and bound to nothing: a click in what was posted before still names it.
async function changeId(statements: Statements, from: string, to: string): Promise<void> {
  if (from === to) return;
  await statements.run(Prisma.sql`
    INSERT INTO incident_channels AS c (channel, former_ids, name, incident_id, bound_by, bound_by_id, bound_at, joined_at, shared_at, archived_at)
    SELECT ${to}, o.former_ids || ARRAY[${from}]::text[], o.name, o.incident_id, o.bound_by, o.bound_by_id, o.bound_at, o.joined_at, o.shared_at, o.archived_at
    FROM incident_channels o WHERE o.channel = ${from}
    ON CONFLICT (channel) DO UPDATE SET former_ids = ARRAY(SELECT DISTINCT unnest(c.former_ids || excluded.former_ids) ORDER BY 1),
      (incident_id, bound_by, bound_by_id, bound_at) = (SELECT w.* FROM (VALUES
        (c.incident_id, c.bound_by, c.bound_by_id, c.bound_at), (excluded.incident_id, excluded.bound_by, excluded.bound_by_id, excluded.bound_at)
      ) AS w(incident_id, bound_by, bound_by_id, bound_at) ORDER BY w.incident_id IS NULL LIMIT 1),
      joined_at = least(c.joined_at, excluded.joined_at), shared_at = coalesce(c.shared_at, excluded.shared_at)`);
  await statements.run(Prisma.sql`
    UPDATE incident_channels SET former_ids = '{}', archived_at = coalesce(archived_at, nightlatch.now()), incident_id = NULL, bound_by = NULL, bound_by_id = NULL, bound_at = NULL
    WHERE channel = ${from}`);
  await statements.run(Prisma.sql`
    WITH moved AS (SELECT id FROM cards WHERE ${from} IN (channel, posted_channel, panel_of) ORDER BY id FOR NO KEY UPDATE)
    UPDATE cards c SET channel = CASE WHEN c.channel = ${from} THEN ${to} ELSE c.channel END,
      posted_channel = CASE WHEN c.posted_channel = ${from} THEN ${to} ELSE c.posted_channel END,
      panel_of = CASE WHEN c.panel_of = ${from} AND NOT EXISTS (SELECT FROM cards p WHERE p.panel_of = ${to}) THEN ${to} ELSE c.panel_of END
    FROM moved WHERE c.id = moved.id`);
}
