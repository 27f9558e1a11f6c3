import type { Digest, DigestContent } from '../../domain/digest.ts';
import type { Digests } from '../../ports/digests.ts';
import { Prisma } from './generated/client.ts';
import { instant, isId, type JsonRow } from './row-values.ts';
import type { Statements } from './statements.ts';

/** A row of `digests`. */
interface DigestRow {
  id: string;
  week_start: string;
  week_end: string;
  made_at: string;
  content: DigestContent;
  reviewed_at: string | null;
  reviewed_by_id: string | null;
  reviewed_by_name: string | null;
}

/** The rows of weekly digests. */
export function postgresDigests(statements: Statements): Digests {
  const one = async (query: Prisma.Sql) => {
    const [found] = await statements.rows<JsonRow<DigestRow>>(query);
    return found && digestOf(found.row);
  };
  return {
    latest: () => one(Prisma.sql`SELECT to_jsonb(d) AS row FROM digests d ORDER BY d.week_end DESC LIMIT 1`),

    byId: async (id) =>
      isId(id) ? one(Prisma.sql`SELECT to_jsonb(d) AS row FROM digests d WHERE d.id = ${id}::uuid`) : undefined,

    async keep({ from, to }, content) {
      const kept = await one(Prisma.sql`
        INSERT INTO digests AS d (week_start, week_end, content)
        SELECT ${from.toString()}::timestamptz, ${to.toString()}::timestamptz, ${JSON.stringify(content)}::jsonb
        WHERE NOT EXISTS (SELECT FROM digests later WHERE later.week_end >= ${to.toString()}::timestamptz)
        ON CONFLICT (week_end) DO NOTHING RETURNING to_jsonb(d) AS row`);
      return kept ?? 'already-made';
    },

    async markReviewed(id, by) {
      if (!isId(id)) return false;
      const marked = await statements.run(Prisma.sql`
        UPDATE digests SET reviewed_by_id = ${by.personId}::uuid, reviewed_by_name = ${by.name}
        WHERE id = ${id}::uuid AND reviewed_by_id IS NULL`);
      return marked === 1;
    },
  };
}

function digestOf(row: DigestRow): Digest {
  const digest: Digest = {
    id: row.id,
    week: { from: instant(row.week_start), to: instant(row.week_end) },
    madeAt: instant(row.made_at),
    content: row.content,
  };
  if (row.reviewed_at === null) return digest;
  const by = { personId: row.reviewed_by_id as string, name: row.reviewed_by_name as string };
  return { ...digest, reviewed: { at: instant(row.reviewed_at), by } };
}
