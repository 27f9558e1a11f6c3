import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '../../src/adapters/postgres/connect.ts';
import { postgresStore } from '../../src/adapters/postgres/postgres-store.ts';
import type { Store } from '../../src/ports/store.ts';
import { checkPerson } from '../../src/use-cases/check-people.ts';
import { aMember } from '../builders/a-member.ts';
import { aNewGrant, aPerson, opened } from '../contracts/a-new-grant.ts';
import { agreed, asked, forResource, needing } from '../contracts/a-new-request.ts';
import { FakeDirectory } from '../fakes/fake-directory.ts';
import { KeepingLogger } from '../fakes/keeping-logger.ts';
import { aDatabase, type TestDatabase } from './a-database.ts';
import { connected } from './connected.ts';

const PAIRS = 10;
let own: TestDatabase;
let replicas: Database[];
let stores: Store[];

beforeAll(async () => {
  own = await aDatabase();
  replicas = [await connected(own.appUrl), await connected(own.appUrl)];
  stores = replicas.map((database) => postgresStore(database));
});
afterAll(async () => {
  for (const database of replicas) await database.close();
  await own.drop();
});

/** Somebody who waits for one resource, holds another, has a home, and is no full member any more. */
async function aLeaver(store: Store, directory: FakeDirectory, name: string) {
  const slackId = `U${name.toUpperCase()}`;
  directory.put(aMember({ slackId, standing: 'deactivated' }));
  return store.transaction(async (tx) => {
    const person = await aPerson(tx, name);
    const end = { at: (await tx.now()).add({ minutes: 30 }), because: 'asked' } as const;
    const grant = await opened(tx, aNewGrant(person, { end }));
    const request = await asked(tx, { ...forResource('other'), ...needing(2) }, name);
    await tx.cards.add({ kind: 'home' }, { kind: 'home', of: slackId });
    return { name, slackId, grant, request };
  });
}

test('two people who leave at once, each of whom agreed to what the other asked, don’t wait for each other', async () => {
  const [store] = stores as [Store];
  const directory = new FakeDirectory();
  for (let pair = 0; pair < PAIRS; pair += 1) {
    const [one, two] = [await aLeaver(store, directory, `one${pair}`), await aLeaver(store, directory, `two${pair}`)];
    await store.transaction((tx) => agreed(tx, one.request.id, two.name));
    await store.transaction((tx) => agreed(tx, two.request.id, one.name));
    const needs = (n: number) => ({ store: stores[n] as Store, directory, log: new KeepingLogger() });
    await Promise.all([checkPerson(needs(0), one.slackId), checkPerson(needs(1), two.slackId)]);
    for (const { grant, request } of [one, two]) {
      const now = await store.transaction(async (tx) => ({
        grant: await tx.grants.byId(grant.id),
        request: await tx.requests.byId(request.id),
      }));
      expect(now).toMatchObject({ grant: { ended: { cause: 'person-left' } }, request: { state: 'overtaken' } });
    }
  }
});
