import type { Card, CardPlace, CardSubject } from '../../domain/card.ts';
import type { ChannelId, GrantId } from '../../domain/names.ts';
import type { Cards } from '../../ports/cards.ts';
import { type CardRow, cardOf } from './card-row.ts';
import { Prisma } from './generated/client.ts';
import { INCIDENT_OF_GRANT } from './incident-of-grant.ts';
import { isId, type JsonRow } from './row-values.ts';
import { SQL_NOW } from './sql-now.ts';
import type { Statements } from './statements.ts';

// The index that keeps each account's home to one.
// Panels and records are nobody's, so the index needn't leave them out: bots of the version before go on with it as it was.
const HOME = Prisma.sql`grant_id IS NULL AND request_id IS NULL AND digest_id IS NULL AND note IS NULL`;

// Later than every change before it, even when the clock is set back: by it a worker tells whether it drew the last one.
const MARK = Prisma.sql`dirty = true, dirty_at = greatest(nightlatch.now(), c.dirty_at + interval '1 microsecond')`;

// Retired and dirty at once: its channel didn't take it, and it is tried again. Retired and clean is never drawn again.
const LOST = Prisma.sql`c.retired_at IS NOT NULL AND c.dirty`;

// A window in which something else was asked for shows that from then on.
const ABOUT = Prisma.sql`ON CONFLICT (external_id) DO UPDATE SET ${MARK}, already_open = excluded.already_open, retired_at = NULL,
    grant_id = excluded.grant_id, request_id = excluded.request_id, digest_id = excluded.digest_id, aspect = excluded.aspect, note = excluded.note
  WHERE c.slack_user = excluded.slack_user AND (c.grant_id, c.request_id) IS DISTINCT FROM (excluded.grant_id, excluded.request_id)`;

// What was given up had lost its message, too.
const ANEW = Prisma.sql`DO UPDATE SET ${MARK}, retired_at = NULL, rendered_hash = CASE WHEN c.retired_at IS NULL THEN c.rendered_hash END,
  posted_channel = CASE WHEN c.retired_at IS NULL THEN c.posted_channel END, posted_ts = CASE WHEN c.retired_at IS NULL THEN c.posted_ts END`;

// Slack lets nobody change a message in a channel that is archived.
const OF_OPEN_CHANNELS = Prisma.sql`SELECT p.id FROM incident_channels o JOIN cards p ON p.panel_of = o.channel WHERE o.archived_at IS NULL`;

/** `markShared`: the panels of these channels (absent: of all not archived), and the panels and records of these grants' incidents. */
export type CardsInPostgres = Omit<Cards, 'markPanels'> & {
  markShared(channels: readonly ChannelId[] | undefined, grants: readonly GrantId[]): Promise<void>;
};

/** The rows of cards. */
export function postgresCards(statements: Statements): CardsInPostgres {
  return { ...keeping(statements), ...marking(statements), ...drawing(statements) };
}

function keeping(
  statements: Statements,
): Pick<Cards, 'add' | 'byId' | 'panelOf' | 'hasRecord' | 'adopt' | 'windowOf' | 'setHeldByReveal'> {
  const windowOf = async (externalId: string) =>
    (await cards(statements, Prisma.sql`SELECT to_jsonb(c) AS row FROM cards c WHERE c.external_id = ${externalId}`))[0];
  return {
    async add(subject, place) {
      if (place.kind === 'home') return openHome(statements, place.of);
      const [row] = await insert(statements, subject, place);
      if (row) return row.id;
      const there = place.kind === 'window' ? await windowOf(place.externalId) : undefined;
      return (there as Card).id;
    },

    byId: async (id) =>
      isId(id)
        ? (await cards(statements, Prisma.sql`SELECT to_jsonb(c) AS row FROM cards c WHERE c.id = ${id}::uuid`))[0]
        : undefined,

    panelOf: async (channel) =>
      (
        await cards(
          statements,
          Prisma.sql`SELECT to_jsonb(c) AS row FROM cards c WHERE c.panel_of = ${channel} AND (c.retired_at IS NULL OR c.dirty)`,
        )
      )[0],

    async hasRecord(incidentId) {
      const [row] = await statements.rows<{ has: boolean }>(
        Prisma.sql`SELECT EXISTS (SELECT FROM cards WHERE incident_id = ${incidentId}) AS has`,
      );
      return row?.has === true;
    },

    adopt: (id, message) => adopt(statements, id, message),

    windowOf,

    async setHeldByReveal(externalId, held) {
      await statements.run(
        held
          ? Prisma.sql`UPDATE cards SET held_by_reveal = true WHERE external_id = ${externalId}`
          : Prisma.sql`UPDATE cards c SET held_by_reveal = false, ${MARK} WHERE external_id = ${externalId} AND retired_at IS NULL`,
      );
    },
  };
}

function marking(
  statements: Statements,
): Pick<CardsInPostgres, 'markDirty' | 'markRequestDirty' | 'markDigestDirty' | 'markHomes' | 'markShared' | 'turnToGrant'> {
  return {
    markDirty: (grant) =>
      mark(
        statements,
        Prisma.sql`c.id IN (
          SELECT id FROM cards WHERE grant_id = ${grant}::uuid
          UNION ALL SELECT o.id FROM cards o JOIN grants g ON g.request_id = o.request_id WHERE g.id = ${grant}::uuid
          UNION ALL SELECT o.id FROM cards o JOIN requests r ON r.id = o.request_id WHERE r.extends_grant_id = ${grant}::uuid AND r.state = 'granted'
            AND NOT EXISTS (SELECT FROM grants anew WHERE anew.request_id = r.id)
        )`,
      ),

    markRequestDirty: (request) => mark(statements, Prisma.sql`c.request_id = ${request}::uuid`),

    markDigestDirty: (digest) => mark(statements, Prisma.sql`c.digest_id = ${digest}::uuid`),

    markHomes: (of) => mark(statements, Prisma.sql`c.slack_user = ANY(${[...of]}::text[]) AND ${HOME}`),

    markShared: (channels, grants) =>
      // As one list of ids: with an OR in its place no index would serve it.
      mark(
        statements,
        Prisma.sql`c.id IN (${channels ? panelsOf(channels) : OF_OPEN_CHANNELS} UNION ${aboutIncidentsOf(grants)})`,
      ),

    turnToGrant: (request, grant) =>
      mark(
        statements,
        Prisma.sql`c.request_id = ${request}::uuid AND c.place = 'window'`,
        Prisma.sql`, request_id = NULL, aspect = NULL, grant_id = ${grant}::uuid`,
      ),
  };
}

function drawing(statements: Statements): Pick<Cards, 'claimDirty' | 'drawn' | 'failed' | 'lost' | 'retire' | 'lostChannelsOf'> {
  return {
    async claimDirty(limit, leaseSeconds) {
      const claimed = await cards(
        statements,
        Prisma.sql`
        WITH due AS (
          SELECT id FROM cards
          WHERE dirty AND NOT held_by_reveal AND next_try_at <= ${SQL_NOW} AND (claimed_until IS NULL OR claimed_until <= ${SQL_NOW})
          ORDER BY dirty_at LIMIT ${limit} FOR NO KEY UPDATE SKIP LOCKED
        )
        UPDATE cards c SET claimed_until = nightlatch.now() + make_interval(secs => ${leaseSeconds}) FROM due WHERE c.id = due.id
        RETURNING to_jsonb(c) AS row`,
      );
      return claimed.toSorted((a, b) => Temporal.Instant.compare(a.dirtyAt, b.dirtyAt));
    },

    async drawn(card, renderedHash, posted) {
      await setPosted(statements, card, posted);
      await statements.run(Prisma.sql`
        UPDATE cards SET dirty = dirty AND dirty_at > ${card.dirtyAt.toString()}::timestamptz, rendered_hash = ${renderedHash}, attempts = 0, claimed_until = NULL
        WHERE id = ${card.id}::uuid`);
    },

    async failed(card, retryAfterSeconds) {
      await statements.run(Prisma.sql`
        UPDATE cards SET attempts = attempts + 1, next_try_at = nightlatch.now() + make_interval(secs => ${retryAfterSeconds}), claimed_until = NULL
        WHERE id = ${card.id}::uuid`);
    },

    lost: (card, retryAfterSeconds) => lose(statements, card, retryAfterSeconds),

    async retire(id) {
      await statements.run(Prisma.sql`
        UPDATE cards SET dirty = false, retired_at = nightlatch.now() WHERE id = ${id}::uuid AND (retired_at IS NULL OR dirty)`);
    },

    async lostChannelsOf(request) {
      const lost = await statements.rows<{ channel: string }>(Prisma.sql`
        SELECT DISTINCT channel FROM cards
        WHERE request_id = ${request}::uuid AND place = 'channel' AND retired_at IS NOT NULL AND posted_ts IS NULL AND channel NOT IN
          (SELECT channel FROM cards WHERE request_id = ${request}::uuid AND place = 'channel' AND retired_at IS NULL AND posted_ts IS NOT NULL)`);
      return lost.map(({ channel }) => channel);
    },
  };
}

async function cards(statements: Statements, query: Prisma.Sql): Promise<Card[]> {
  return (await statements.rows<JsonRow<CardRow>>(query)).map(({ row }) => cardOf(row));
}

// In the order of their ids, so that two that mark some of the same cards at once don't wait for each other.
async function mark(statements: Statements, which: Prisma.Sql, change = Prisma.empty): Promise<void> {
  await statements.run(Prisma.sql`
    WITH marked AS (SELECT c.id FROM cards c WHERE ${which} AND (c.retired_at IS NULL OR ${LOST}) ORDER BY c.id FOR NO KEY UPDATE)
    UPDATE cards c SET ${MARK}${change} FROM marked WHERE c.id = marked.id`);
}

// Opened again it is drawn again, even if it was given up before.
async function openHome(statements: Statements, slackUser: string): Promise<string> {
  const [row] = await statements.rows<{ id: string }>(Prisma.sql`
    INSERT INTO cards AS c (place, slack_user) VALUES ('home', ${slackUser})
    ON CONFLICT (slack_user) WHERE ${HOME} DO UPDATE SET ${MARK}, retired_at = NULL RETURNING c.id::text AS id`);
  return (row as { id: string }).id;
}

function insert(statements: Statements, subject: CardSubject, place: CardPlace): Promise<{ id: string }[]> {
  const aspect = subject.kind === 'grant' || subject.kind === 'request' ? (subject.aspect ?? null) : null;
  const note = subject.kind === 'note' ? JSON.stringify(subject.note) : null;
  const channel = place.kind === 'channel' ? place.channel : null;
  const slackUser = place.kind === 'direct' ? place.to : place.kind === 'window' ? place.viewer : null;
  const externalId = place.kind === 'window' ? place.externalId : null;
  const alreadyOpen = place.kind === 'window' && place.alreadyOpen === true;
  return statements.rows(Prisma.sql`
    INSERT INTO cards AS c (grant_id, request_id, digest_id, panel_of, incident_id, aspect, note, place, channel, slack_user, external_id, already_open)
    VALUES (${idsOf(subject)}, ${aspect}::card_aspect, ${note}::jsonb, ${place.kind}::card_place, ${channel}::text, ${slackUser}::text,
      ${externalId}::text, ${alreadyOpen})
    ${whereItIsAlready(subject, place)}
    RETURNING c.id::text AS id`);
}

function idsOf(subject: CardSubject): Prisma.Sql {
  const grantId = subject.kind === 'grant' ? subject.grantId : null;
  const requestId = subject.kind === 'request' ? subject.requestId : null;
  const digestId = subject.kind === 'digest' ? subject.digestId : null;
  const panelOf = subject.kind === 'panel' ? subject.channel : null;
  const incidentId = subject.kind === 'access-record' ? subject.incidentId : null;
  return Prisma.sql`${grantId}::uuid, ${requestId}::uuid, ${digestId}::uuid, ${panelOf}::text, ${incidentId}::text`;
}

function whereItIsAlready(subject: CardSubject, place: CardPlace): Prisma.Sql {
  if (subject.kind === 'panel') return Prisma.sql`ON CONFLICT (panel_of) WHERE panel_of IS NOT NULL ${ANEW}`;
  if (subject.kind !== 'access-record') return ABOUT;
  return place.kind === 'timeline'
    ? Prisma.sql`ON CONFLICT (incident_id) WHERE incident_id IS NOT NULL AND channel IS NULL ${ANEW}`
    : Prisma.sql`ON CONFLICT (incident_id, channel) WHERE incident_id IS NOT NULL ${ANEW}`;
}

function panelsOf(channels: readonly ChannelId[]): Prisma.Sql {
  return Prisma.sql`SELECT p.id FROM cards p WHERE p.panel_of = ANY(${[...channels]}::text[])`;
}

function aboutIncidentsOf(grants: readonly GrantId[]): Prisma.Sql {
  return Prisma.sql`(
    WITH about AS (SELECT ${INCIDENT_OF_GRANT} AS incident FROM grants g WHERE g.id = ANY(${[...grants]}::uuid[]))
    SELECT p.id FROM about JOIN incident_channels o ON o.incident_id = about.incident JOIN cards p ON p.panel_of = o.channel
    UNION SELECT r.id FROM about JOIN cards r ON r.incident_id = about.incident
  )`;
}

// Of those about the same in the same channel, in the order of their ids; otherwise the day when the bot is invited would bring one for every reminder.
async function lose(statements: Statements, { id }: Card, retryAfterSeconds: number): Promise<void> {
  await statements.run(Prisma.sql`
    WITH same AS (
      SELECT c.id FROM cards this JOIN cards c ON c.channel = this.channel AND (c.grant_id, c.request_id, c.digest_id, c.panel_of, c.incident_id, c.aspect)
        IS NOT DISTINCT FROM (this.grant_id, this.request_id, this.digest_id, this.panel_of, this.incident_id, this.aspect)
      WHERE this.id = ${id}::uuid AND c.dirty AND NOT c.held_by_reveal AND c.posted_ts IS NULL AND (c.id = this.id OR ${LOST}) ORDER BY c.id FOR NO KEY UPDATE OF c
    )
    UPDATE cards c SET dirty = c.id = (SELECT id FROM same ORDER BY id DESC LIMIT 1), retired_at = coalesce(c.retired_at, nightlatch.now()),
      attempts = c.attempts + 1, next_try_at = nightlatch.now() + make_interval(secs => ${retryAfterSeconds}), claimed_until = NULL
    FROM same WHERE c.id = same.id`);
}

// Only over what the worker knew of: a message that was adopted meanwhile stays the card's.
async function setPosted(statements: Statements, card: Card, posted: Card['posted']): Promise<void> {
  if (!posted) return;
  await statements.run(Prisma.sql`
    UPDATE cards SET posted_channel = ${posted.channel}, posted_ts = ${posted.ts}, retired_at = NULL
    WHERE id = ${card.id}::uuid AND posted_ts IS NOT DISTINCT FROM ${card.posted?.ts ?? null}::text`);
}

async function adopt(statements: Statements, id: string, message: Parameters<Cards['adopt']>[1]): Promise<boolean> {
  if (!isId(id)) return false;
  await statements.run(Prisma.sql`
    UPDATE cards c SET posted_channel = ${message.channel}, posted_ts = ${message.ts}, retired_at = NULL
    WHERE id = ${id}::uuid AND posted_ts IS NULL AND (retired_at IS NULL OR ${LOST})
      AND ((place = 'channel' AND channel = ${message.channel}) OR (place = 'direct' AND slack_user = ${message.clickedBy}))`);
  const same = await statements.rows(
    Prisma.sql`SELECT 1 FROM cards WHERE id = ${id}::uuid AND posted_channel = ${message.channel} AND posted_ts = ${message.ts}`,
  );
  return same.length === 1;
}
