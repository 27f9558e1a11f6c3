import { describe, expect, test } from 'vitest';
import { putPolicyInForce } from '../../src/use-cases/put-policy-in-force.ts';
import { aMember } from '../builders/a-member.ts';
import { aPolicy } from '../builders/a-policy.ts';
import { InMemoryStore } from '../fakes/in-memory-store.ts';
import { aQuietNight } from './a-quiet-night.ts';

const TEXT = 'version: 1';
const HASH = 'a'.repeat(64);

describe('putting a policy in force', () => {
  test('keeps its text and people, and is an entry and a note to the audit channel', async () => {
    const store = new InMemoryStore();
    expect(await putPolicyInForce({ store }, aPolicy(), TEXT)).toBe(true);
    const kept = await store.transaction(async (tx) => [await tx.policies.inForce(), await tx.policies.textOf(HASH)]);
    expect(kept).toEqual([HASH, TEXT]);
    expect(store.records).toMatchObject([{ kind: 'policy-in-force', by: { kind: 'nightlatch' }, about: { hash: HASH } }]);
    const [note, ...more] = await store.transaction((tx) => tx.cards.claimDirty(10, 15));
    expect([note, more]).toMatchObject([
      { subject: { kind: 'note', note: { kind: 'policy-in-force', hash: HASH } }, place: { channel: 'C0AUDIT' } },
      [],
    ]);
    const alice = await store.transaction((tx) => tx.people.byName('alice'));
    expect(alice).toMatchObject({ name: 'alice', links: [{ id: 'U01ALICE' }, { id: 'PALICE1' }] });
  });

  test('by many replicas at once is one entry', async () => {
    const store = new InMemoryStore();
    const put = await Promise.all(Array.from({ length: 5 }, () => putPolicyInForce({ store }, aPolicy(), TEXT)));
    expect(put.filter(Boolean)).toHaveLength(1);
    expect(store.records).toHaveLength(1);
  });

  test('that was in force before is an entry again', async () => {
    const store = new InMemoryStore();
    for (const hash of ['a', 'b', 'a']) await putPolicyInForce({ store }, aPolicy({ hash }), TEXT);
    expect(store.records.map(({ about }) => about.hash)).toEqual(['a', 'b', 'a']);
  });

  test('moves an account to the person that the map says, also from a link by e-mail', async () => {
    const night = await aQuietNight(aPolicy({ people: new Map() }));
    const { person } = await night.callerOf(aMember());
    await night.tx((tx) => tx.people.addLink(person, { provider: 'pagerduty', id: 'PALICE1', madeBy: 'e-mail' }));
    await night.putInForce(aPolicy({ hash: 'b' }));
    const alice = await night.tx((tx) => tx.people.byName('alice'));
    expect(alice?.links).toContainEqual({ provider: 'pagerduty', id: 'PALICE1', madeBy: 'policy', suspended: false });
    expect((await night.tx((tx) => tx.people.byName(person.name)))?.links).not.toContainEqual(
      expect.objectContaining({ id: 'PALICE1' }),
    );
    expect((await night.callerOf(aMember())).person.name).toBe('alice');
  });
});
