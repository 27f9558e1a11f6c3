import type { SealedValue, SealedValues } from '../../ports/sealed-values.ts';
import type { Database } from './connect.ts';
import { Prisma, type SealedSecret } from './generated/client.ts';
import { instant } from './row-values.ts';
import { statementsOf } from './statements.ts';
import { transact } from './transact.ts';

/** Sealed values, each change with its entry. */
export function postgresSealedValues(database: Database): SealedValues {
  const statements = statementsOf(database.client);
  return {
    ...rotation(database),

    async newest(path) {
      const row = await statements.models((client) =>
        client.sealedSecret.findFirst({ where: { path }, orderBy: { version: 'desc' } }),
      );
      return row ? sealedValueOf(row) : undefined;
    },

    add: (path, seal, operator) =>
      transact(database, async (tx) => {
        // The path's row is locked by this until the commit, so that no version is sealed twice.
        const [counted] = await tx.statements.rows<{ version: number }>(Prisma.sql`
          INSERT INTO sealed_paths AS kept (path, last_version) VALUES (${path}, 1)
          ON CONFLICT (path) DO UPDATE SET last_version = kept.last_version + 1 RETURNING last_version AS version`);
        const { version } = counted as { version: number };
        const { keyId, wrappedKey, ciphertext } = seal(version);
        await tx.statements.run(Prisma.sql`
          INSERT INTO sealed_secrets (path, version, key_id, wrapped_key, ciphertext)
          VALUES (${path}, ${version}::int, ${keyId}, ${wrappedKey}, ${ciphertext})`);
        tx.record({ kind: 'secret-set', by: { kind: 'operator', name: operator }, about: { path, version, keyId } });
        return version;
      }),

    async list() {
      const rows = await statements.rows<{ path: string; version: number; keyId: string; setAt: string }>(Prisma.sql`
        SELECT DISTINCT ON (path) path, version, key_id AS "keyId", to_jsonb(set_at) #>> '{}' AS "setAt"
        FROM sealed_secrets ORDER BY path, version DESC`);
      return rows.map((row) => ({ ...row, setAt: instant(row.setAt) }));
    },

    remove: (path, operator) =>
      transact(database, async (tx) => {
        const removed = await tx.statements.run(Prisma.sql`DELETE FROM sealed_secrets WHERE path = ${path}`);
        if (removed === 0) return false;
        tx.record({ kind: 'secret-removed', by: { kind: 'operator', name: operator }, about: { path } });
        return true;
      }),
  };
}

function rotation(database: Database): Pick<SealedValues, 'notUnder' | 'reseal'> {
  const statements = statementsOf(database.client);
  return {
    async notUnder(keyId, limit, after = { path: '', version: 0 }) {
      const { path, version } = after;
      const rows = await statements.models((client) =>
        client.sealedSecret.findMany({
          where: { keyId: { not: keyId }, OR: [{ path: { gt: path } }, { path, version: { gt: version } }] },
          orderBy: [{ path: 'asc' }, { version: 'asc' }],
          take: limit,
        }),
      );
      return rows.map(sealedValueOf);
    },

    reseal: ({ path, version, keyId, wrappedKey, ciphertext }, fromKey, operator) =>
      transact(database, async (tx) => {
        const changed = await tx.statements.run(Prisma.sql`
          UPDATE sealed_secrets SET key_id = ${keyId}, wrapped_key = ${wrappedKey}, ciphertext = ${ciphertext}
          WHERE path = ${path} AND version = ${version}::int AND key_id = ${fromKey}`);
        if (changed === 0) return false;
        const about = { path, version, fromKey, keyId };
        tx.record({ kind: 'secret-resealed', by: { kind: 'operator', name: operator }, about });
        return true;
      }),
  };
}

function sealedValueOf({ path, version, keyId, wrappedKey, ciphertext }: SealedSecret): SealedValue {
  return { path, version, keyId, wrappedKey, ciphertext };
}
