import type { Database } from '../../src/adapters/postgres/connect.ts';
import { postgresStore } from '../../src/adapters/postgres/postgres-store.ts';
import type { Store } from '../../src/ports/store.ts';
import { aDatabase, type TestDatabase } from './a-database.ts';
import { connected } from './connected.ts';

/** One database, and two pools on it as two processes would have. */
export interface TwoReplicas {
  own: TestDatabase;
  /** The store of one of them; each of its transactions starts after so many turns of the loop as `yields` says, in turn. */
  replica(which: number, yields?: readonly number[]): Store;
  close(): Promise<void>;
}

export async function twoReplicas(): Promise<TwoReplicas> {
  const own = await aDatabase();
  const databases = [await connected(own.appUrl), await connected(own.appUrl)];
  return {
    own,
    replica: (which, yields = []) => yielding(postgresStore(databases[which] as Database), yields),
    async close() {
      for (const database of databases) await database.close();
      await own.drop();
    },
  };
}

function yielding(store: Store, yields: readonly number[]): Store {
  let nth = 0;
  return {
    async transaction(work) {
      for (let turns = yields[nth++ % Math.max(yields.length, 1)] ?? 0; turns > 0; turns -= 1) {
        await new Promise((resolve) => setImmediate(resolve));
      }
      return store.transaction(work);
    },
  };
}
