import { describe, expect, test } from 'vitest';
import type { Actor } from '../../src/domain/audit-entry.ts';
import { failure } from '../../src/domain/diagnosis/finding.ts';
import type { Policy } from '../../src/domain/policy.ts';
import type { PolicyReader } from '../../src/ports/policy-reader.ts';
import { adoptPolicyFile, readBefore } from '../../src/use-cases/adopt-policy-file.ts';
import { putPolicyInForce } from '../../src/use-cases/put-policy-in-force.ts';
import { tellOfPolicyFile } from '../../src/use-cases/tell-of-policy-file.ts';
import { aMember } from '../builders/a-member.ts';
import { aPolicy, aResource, aRule } from '../builders/a-policy.ts';
import { READER, textOf } from '../builders/a-stored-policy.ts';
import { InMemoryStore } from '../fakes/in-memory-store.ts';
import { aQuietNight } from './a-quiet-night.ts';
import { turnsDuring } from './turns-during.ts';

const HASH = 'a'.repeat(64);
const NONE_HELD = { current: () => undefined };
const BY: Actor = { kind: 'operator', name: 'policy file on db1' };
const REVIEWED = aPolicy({
  hash: 'b',
  roles: { owners: ['carol', 'bob'], auditors: [] },
  resources: new Map([['db-prod', aResource({ title: 'Production' })]]),
});

function put(store: InMemoryStore, policy: Policy = aPolicy()) {
  return putPolicyInForce({ store, reader: READER, policy: NONE_HELD }, { policy, text: textOf(policy), by: BY });
}

async function adopt(store: InMemoryStore, policy: Policy, hash?: string) {
  const before = hash === undefined ? undefined : await readBefore({ store }, hash);
  return adoptPolicyFile({ store, reader: READER, policy: NONE_HELD }, { policy, text: textOf(policy), before, by: BY });
}

const inForce = (store: InMemoryStore) => store.transaction((tx) => tx.policies.inForce());
const notesIn = async (store: InMemoryStore) =>
  (await store.transaction((tx) => tx.cards.claimDirty(50, 0))).flatMap(({ subject }) =>
    subject.kind === 'note' ? [subject.note] : [],
  );

describe('putting a policy in force', () => {
  test('keeps its text and people, and is an entry and a note to the audit channel', async () => {
    const store = new InMemoryStore();
    expect(await put(store)).toEqual({ outcome: 'put' });
    const kept = await store.transaction(async (tx) => [await tx.policies.inForce(), await tx.policies.textOf(HASH)]);
    expect(kept).toEqual([HASH, textOf(aPolicy())]);
    expect(store.records).toMatchObject([{ kind: 'policy-in-force', by: BY, about: { hash: HASH } }]);
    const [note, ...more] = await store.transaction((tx) => tx.cards.claimDirty(10, 15));
    expect([note, more]).toMatchObject([
      { subject: { kind: 'note', note: { kind: 'policy-in-force', hash: HASH, by: BY.name } }, place: { channel: 'C0AUDIT' } },
      [],
    ]);
    const alice = await store.transaction((tx) => tx.people.byName('alice'));
    expect(alice).toMatchObject({ name: 'alice', links: [{ id: 'U01ALICE' }, { id: 'PALICE1' }] });
  });

  test('names the channels in which nothing can be posted in the note, where there are any, and is done all the same', async () => {
    const store = new InMemoryStore();
    const closed = { channel: 'C0APPR', as: 'approval channel', because: 'not-in-it', use: 'approvals' } as const;
    const finding = failure('slack', 'The bot is not in it.', 'Invite it.');
    const asked: string[] = [];
    const closedChannels = async ({ hash }: Policy) => {
      asked.push(hash);
      return hash === 'b' ? [{ closed, finding }] : [];
    };
    const needs = { store, reader: READER, policy: NONE_HELD, closedChannels };
    const wanted = (policy: Policy) => ({ policy, text: textOf(policy), by: BY, before: undefined });
    expect(await putPolicyInForce(needs, wanted(aPolicy()))).toEqual({ outcome: 'put' });
    expect(await adoptPolicyFile(needs, wanted(REVIEWED))).toBe('put');
    expect(await adoptPolicyFile(needs, wanted(REVIEWED))).toBe('in-force-already');
    expect(await putPolicyInForce(needs, wanted(aPolicy()))).toMatchObject({ outcome: 'put' });
    expect(await putPolicyInForce(needs, wanted(REVIEWED))).toMatchObject({ outcome: 'put', closed: [{ closed, finding }] });
    expect(asked).toEqual([HASH, 'b', HASH, 'b']);
    const named = (await notesIn(store)).map((note) => note.kind === 'policy-in-force' && note.closed);
    expect(named).toEqual([undefined, [closed], undefined, [closed]]);
  });

  test('says the difference, in the entry and in the note', async () => {
    const store = new InMemoryStore();
    await put(store);
    const changes = [
      { text: 'owner added: bob', opensMore: true },
      { text: 'db-prod: now is called Production (was Production database)', opensMore: false },
    ];
    expect(await put(store, REVIEWED)).toEqual({ outcome: 'put', changes });
    expect(store.records.at(-1)?.about).toEqual({ hash: 'b', from: HASH, changes });
    expect((await notesIn(store)).at(-1)).toMatchObject({ kind: 'policy-in-force', changes, more: 0 });
  });

  test('that moves the audit channel is told in both', async () => {
    const store = new InMemoryStore();
    await put(store);
    await store.transaction((tx) => tx.cards.claimDirty(10, 15));
    await put(store, aPolicy({ hash: 'b', slack: { ...aPolicy().slack, auditChannel: 'C0QUIET' } }));
    const cards = await store.transaction((tx) => tx.cards.claimDirty(10, 0));
    const told = cards.filter(
      ({ subject }) => subject.kind === 'note' && subject.note.kind === 'policy-in-force' && subject.note.hash === 'b',
    );
    expect(told).toMatchObject([{ place: { channel: 'C0QUIET' } }, { place: { channel: 'C0AUDIT' } }]);
  });

  test('a difference that is long is cut in the entry and in the note, which say by how much', async () => {
    const store = new InMemoryStore();
    await put(store);
    const resources = new Map(Array.from({ length: 250 }, (_, nth) => [`db-${nth}`, aResource({ name: `db-${nth}` })]));
    const outcome = await put(store, aPolicy({ hash: 'b', resources }));
    expect(outcome).toMatchObject({ changes: { length: 251 } });
    expect(store.records.at(-1)?.about).toMatchObject({ changes: { length: 100 }, more: 151 });
    expect((await notesIn(store)).at(-1)).toMatchObject({ changes: { length: 15 }, more: 236 });
  });

  test('a change that is long to say is cut in the entry and in the note, and no character of it in two', async () => {
    const store = new InMemoryStore();
    await put(store);
    const title = `x${'🔓'.repeat(5000)}`;
    await put(store, aPolicy({ hash: 'b', resources: new Map([['db-prod', aResource({ title })]]) }));
    const note = (await notesIn(store)).at(-1);
    for (const told of [JSON.stringify(note), JSON.stringify(store.records.at(-1))]) {
      expect(told.length).toBeLessThan(4000);
      expect(told.isWellFormed() && !/\\ud83d/i.test(told)).toBe(true);
    }
    expect(JSON.stringify(note)).toContain('now is called x🔓');
  });

  test('in place of one that this version can’t read says no difference', async () => {
    const store = new InMemoryStore();
    await store.transaction((tx) => tx.policies.putInForce('of another version', '{}'));
    expect(await put(store)).toEqual({ outcome: 'put' });
    expect(store.records[0]?.about).toEqual({ hash: HASH, from: 'of another version' });
  });

  test('reads the one before with no transaction open: a long one takes longer than the database lets one wait', async () => {
    const store = new InMemoryStore();
    await put(store);
    // In this store a transaction waits for the one before it.
    const reader: PolicyReader = { read: (text) => store.transaction(async () => READER.read(text)) };
    const [b, c] = [aPolicy({ hash: 'b' }), aPolicy({ hash: 'c' })];
    const needs = { store, reader, policy: { current: () => undefined } };
    expect(await putPolicyInForce(needs, { policy: b, text: textOf(b), by: BY })).toMatchObject({ outcome: 'put' });
    expect(await adoptPolicyFile(needs, { policy: c, text: textOf(c), before: undefined, by: BY })).toBe('put');
  });

  test('of thousands of resources keeps nobody else waiting until all of it is compared', async () => {
    const store = new InMemoryStore();
    const many = (atMost: number) => {
      const rules = [1, 2, 3, 4, 5].map((nth) => aRule({ name: `rule ${nth}`, maxReveals: atMost }));
      return new Map(Array.from({ length: 1000 }, (_, nth) => [`db-${nth}`, aResource({ name: `db-${nth}`, rules })]));
    };
    const before = aPolicy({ resources: many(5) });
    await put(store, before);
    const needs = { store, reader: READER, policy: { current: () => before } };
    const policy = aPolicy({ hash: 'b', resources: many(6) });
    const { result, turns } = await turnsDuring(() => putPolicyInForce(needs, { policy, text: textOf(policy), by: BY }));
    expect(result).toMatchObject({ changes: { length: 5 } });
    expect(turns).toBeGreaterThan(100);
  });

  test('is told where audits were told before as well, so that nobody moves them away unseen', async () => {
    const store = new InMemoryStore();
    await put(store);
    await put(store, aPolicy({ hash: 'b', slack: { ...aPolicy().slack, auditChannel: 'C0ELSEWHERE' } }));
    const cards = await store.transaction((tx) => tx.cards.claimDirty(10, 15));
    const told = cards.flatMap(({ subject, place }) =>
      subject.kind === 'note' && subject.note.kind === 'policy-in-force' && subject.note.hash === 'b' ? [place] : [],
    );
    expect(told.map((place) => 'channel' in place && place.channel).toSorted()).toEqual(['C0AUDIT', 'C0ELSEWHERE']);
  });

  test('by many replicas at once is one entry', async () => {
    const store = new InMemoryStore();
    const all = await Promise.all(Array.from({ length: 5 }, () => put(store)));
    expect(all.filter(({ outcome }) => outcome === 'put')).toHaveLength(1);
    expect(store.records).toHaveLength(1);
  });

  test('that was in force before is an entry again', async () => {
    const store = new InMemoryStore();
    for (const hash of ['a', 'b', 'a']) await put(store, aPolicy({ hash }));
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

describe('a policy file', () => {
  const [A, B, C] = ['a', 'b', 'c'].map((hash) => aPolicy({ hash })) as [Policy, Policy, Policy];

  test('with what never was in force is put in force, at start and when it changes', async () => {
    const store = new InMemoryStore();
    expect(await adopt(store, A)).toBe('put');
    expect(await adopt(store, A)).toBe('in-force-already');
    expect(await adopt(store, B, 'a')).toBe('put');
    expect(await inForce(store)).toBe('b');
  });

  test('that was left behind brings nothing back, neither at a restart nor later', async () => {
    const store = new InMemoryStore();
    for (const policy of [A, B]) await adopt(store, policy);
    expect(await adopt(store, A)).toBe('superseded');
    expect(await adopt(store, A, 'a')).toBe('superseded');
    expect(await inForce(store)).toBe('b');
  });

  test('changed back to an earlier one puts that in force, if it was the file of the one in force', async () => {
    const store = new InMemoryStore();
    for (const policy of [A, B]) await adopt(store, policy);
    expect(await adopt(store, A, 'b')).toBe('put');
    expect(await inForce(store)).toBe('a');
  });

  test('of a replica that lags behind brings nothing back on its way to the newest', async () => {
    const store = new InMemoryStore();
    for (const policy of [A, B, C]) await adopt(store, policy);
    expect(await adopt(store, B, 'a')).toBe('superseded');
    expect(await adopt(store, C, 'b')).toBe('in-force-already');
  });

  test('changed to what was in force and was taken back since is one that came late', async () => {
    const store = new InMemoryStore();
    await adopt(store, A);
    const before = await readBefore({ store }, 'a');
    await store.clock.advance({ seconds: 1 });
    for (const policy of [B, A]) await put(store, policy);
    const late = { policy: B, text: textOf(B), before, by: BY };
    expect(await adoptPolicyFile({ store, reader: READER, policy: NONE_HELD }, late)).toBe('superseded');
    expect(await inForce(store)).toBe('a');
  });

  test('is looked at again where another was in force and taken back while Slack was asked about its channels', async () => {
    const store = new InMemoryStore();
    await adopt(store, B);
    await adopt(store, A);
    const before = await readBefore({ store }, 'a');
    const closedChannels = async () => {
      await store.clock.advance({ seconds: 1 });
      for (const policy of [C, A]) await put(store, policy);
      return [];
    };
    const needs = { store, reader: READER, policy: NONE_HELD, closedChannels };
    expect(await adoptPolicyFile(needs, { policy: B, text: textOf(B), before, by: BY })).toBe('overtaken');
    expect(await inForce(store)).toBe('a');
  });

  test('that was left behind comes back by hand', async () => {
    const store = new InMemoryStore();
    for (const policy of [A, B]) await adopt(store, policy);
    expect(await put(store, A)).toMatchObject({ outcome: 'put' });
    expect(await put(store, A)).toEqual({ outcome: 'in-force-already' });
    expect(await inForce(store)).toBe('a');
  });

  test('that is wrong is told once a day for all who have the same, and to nobody without a policy', async () => {
    const night = await aQuietNight();
    const note = { kind: 'policy-broken', host: 'db1', places: ['nightlatch.yml:3 resources'], more: 0 } as const;
    const broken = async () => (await notesIn(night.store)).filter(({ kind }) => kind === 'policy-broken').length;
    for (const host of ['db1', 'db2']) await tellOfPolicyFile(night, 'mark', { ...note, host });
    expect(await broken()).toBe(1);
    await tellOfPolicyFile(night, 'another', note);
    expect(await broken()).toBe(2);
    await night.clock.advance({ hours: 24 });
    await tellOfPolicyFile(night, 'mark', note);
    expect(await broken()).toBe(3);
    night.hold(undefined);
    await tellOfPolicyFile(night, 'a third', note);
    expect(await broken()).toBe(3);
  });
});
