import type { Card, CardPlace, CardSubject } from '../../domain/card.ts';
import type { Cards } from '../../ports/cards.ts';
import { type CardRow, cardOf } from './card-row.ts';
import { Prisma } from './generated/client.ts';
import { isId, type JsonRow } from './row-values.ts';
import type { Statements } from './statements.ts';

const NOW = Prisma.sql`(SELECT nightlatch.now())`;

// Later than every change before it, even when the clock is set back: by it a worker tells whether it drew the last one.
const MARK = Prisma.sql`dirty = true, dirty_at = greatest(nightlatch.now(), dirty_at + interval '1 microsecond')`;

/** The rows of cards. */
export function postgresCards(statements: Statements): Cards {
  return { ...keeping(statements), ...drawing(statements) };
}

function keeping(statements: Statements): Omit<Cards, keyof ReturnType<typeof drawing>> {
  const windowOf = async (externalId: string) =>
    (await cards(statements, Prisma.sql`SELECT to_jsonb(c) AS row FROM cards c WHERE c.external_id = ${externalId}`))[0];
  return {
    async add(subject, place) {
      const [row] = await insert(statements, subject, place);
      if (row) return row.id;
      const there = place.kind === 'window' ? await windowOf(place.externalId) : undefined;
      return (there as Card).id;
    },

    byId: async (id) =>
      isId(id)
        ? (await cards(statements, Prisma.sql`SELECT to_jsonb(c) AS row FROM cards c WHERE c.id = ${id}::uuid`))[0]
        : undefined,

    async markDirty(grant) {
      await statements.run(Prisma.sql`UPDATE cards SET ${MARK} WHERE grant_id = ${grant}::uuid AND retired_at IS NULL`);
    },

    adopt: (id, message) => adopt(statements, id, message),

    windowOf,

    async setHeldByReveal(externalId, held) {
      await statements.run(
        held
          ? Prisma.sql`UPDATE cards SET held_by_reveal = true WHERE external_id = ${externalId}`
          : Prisma.sql`UPDATE cards SET held_by_reveal = false, ${MARK} WHERE external_id = ${externalId} AND retired_at IS NULL`,
      );
    },
  };
}

function drawing(statements: Statements): Pick<Cards, 'claimDirty' | 'drawn' | 'failed' | 'retire'> {
  return {
    async claimDirty(limit, leaseSeconds) {
      const claimed = await cards(
        statements,
        Prisma.sql`
        WITH due AS (
          SELECT id FROM cards
          WHERE dirty AND NOT held_by_reveal AND next_try_at <= ${NOW} AND (claimed_until IS NULL OR claimed_until <= ${NOW})
          ORDER BY dirty_at LIMIT ${limit} FOR UPDATE SKIP LOCKED
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

    async retire(id) {
      await statements.run(
        Prisma.sql`UPDATE cards SET dirty = false, retired_at = nightlatch.now() WHERE id = ${id}::uuid AND retired_at IS NULL`,
      );
    },
  };
}

async function cards(statements: Statements, query: Prisma.Sql): Promise<Card[]> {
  return (await statements.rows<JsonRow<CardRow>>(query)).map(({ row }) => cardOf(row));
}

function insert(statements: Statements, subject: CardSubject, place: CardPlace): Promise<{ id: string }[]> {
  const grantId = subject.kind === 'grant' ? subject.grantId : null;
  const note = subject.kind === 'note' ? JSON.stringify(subject.note) : null;
  const channel = place.kind === 'channel' ? place.channel : null;
  const slackUser = place.kind === 'direct' ? place.to : place.kind === 'window' ? place.viewer : null;
  const externalId = place.kind === 'window' ? place.externalId : null;
  const alreadyOpen = place.kind === 'window' && place.alreadyOpen === true;
  return statements.rows(Prisma.sql`
    INSERT INTO cards (grant_id, note, place, channel, slack_user, external_id, already_open)
    VALUES (${grantId}::uuid, ${note}::jsonb, ${place.kind}::card_place, ${channel}::text, ${slackUser}::text, ${externalId}::text, ${alreadyOpen})
    ON CONFLICT (external_id) DO NOTHING RETURNING id::text AS id`);
}

// Only over what the worker knew of: a message that was adopted meanwhile stays the card's.
async function setPosted(statements: Statements, card: Card, posted: Card['posted']): Promise<void> {
  if (!posted) return;
  await statements.run(Prisma.sql`
    UPDATE cards SET posted_channel = ${posted.channel}, posted_ts = ${posted.ts}
    WHERE id = ${card.id}::uuid AND posted_ts IS NOT DISTINCT FROM ${card.posted?.ts ?? null}::text`);
}

async function adopt(statements: Statements, id: string, message: Parameters<Cards['adopt']>[1]): Promise<boolean> {
  if (!isId(id)) return false;
  await statements.run(Prisma.sql`
    UPDATE cards SET posted_channel = ${message.channel}, posted_ts = ${message.ts}
    WHERE id = ${id}::uuid AND posted_ts IS NULL AND retired_at IS NULL
      AND ((place = 'channel' AND channel = ${message.channel}) OR (place = 'direct' AND slack_user = ${message.clickedBy}))`);
  const same = await statements.rows(
    Prisma.sql`SELECT 1 FROM cards WHERE id = ${id}::uuid AND posted_channel = ${message.channel} AND posted_ts = ${message.ts}`,
  );
  return same.length === 1;
}
