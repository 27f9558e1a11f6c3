import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Database } from '../../src/adapters/postgres/connect.ts';
import { StatementRefused } from '../../src/adapters/postgres/database-fault.ts';
import { postgresStore } from '../../src/adapters/postgres/postgres-store.ts';
import type { Person } from '../../src/domain/person.ts';
import { isWaiting, type PendingRequest, type RequestState } from '../../src/domain/request.ts';
import type { SettledAs } from '../../src/ports/requests.ts';
import type { Store, Transaction } from '../../src/ports/store.ts';
import { aNewGrant, aPerson } from '../contracts/a-new-grant.ts';
import { aNewRequest, forResource, needing, yesOf } from '../contracts/a-new-request.ts';
import { aDatabase, type TestDatabase } from './a-database.ts';
import { connected } from './connected.ts';
import { isSlow } from './is-slow.ts';
import { query } from './query.ts';

const SETTLES = { deny: 'denied', withdraw: 'withdrawn', overtake: 'overtaken', expire: 'expired' } as const;
const PEOPLE = ['alice', 'bob', 'carol', 'dave'] as const;
type Name = (typeof PEOPLE)[number];

/** What somebody, or time, does to the request. */
type Deed =
  | { does: 'approve'; who: Name; account: 1 | 2 }
  | { does: keyof typeof SETTLES }
  | { does: 'conclude' }
  | { does: 'void'; who: Name }
  | { does: 'time passes' };

/** One transaction (or two, for a yes), on one of two replicas, that lets others go first between its statements. */
interface Turn {
  deed: Deed;
  replica: 0 | 1;
  yields: readonly number[];
}

let own: TestDatabase;
let databases: Database[];
let replicas: [Store, Store];
let people: Record<Name, Person>;
let made = 0;

beforeAll(async () => {
  own = await aDatabase();
  databases = [await connected(own.appUrl), await connected(own.appUrl)];
  replicas = databases.map(postgresStore) as [Store, Store];
  const kept = await replicas[0].transaction(async (tx) => {
    const all: [Name, Person][] = [];
    for (const name of PEOPLE) all.push([name, await aPerson(tx, name)]);
    for (const name of PEOPLE) await tx.cards.add({ kind: 'home' }, { kind: 'home', of: accountOf(name) });
    return all;
  });
  people = Object.fromEntries(kept) as Record<Name, Person>;
});
afterAll(async () => {
  for (const database of databases) await database.close();
  await own.drop();
});

function accountOf(name: Name, account: 1 | 2 = 1): string {
  return `U${name.toUpperCase()}${account === 1 ? '' : '2'}`;
}

const approves = fc.record({
  does: fc.constant('approve' as const),
  who: fc.constantFrom('bob', 'bob', 'carol', 'dave', 'alice'),
  account: fc.constantFrom(1 as const, 2 as const),
}) as fc.Arbitrary<Deed>;
const others = fc.oneof(
  fc.record({ does: fc.constantFrom('deny', 'withdraw', 'overtake', 'expire', 'conclude', 'time passes') }),
  fc.record({ does: fc.constant('void'), who: fc.constantFrom('bob', 'carol') }),
) as fc.Arbitrary<Deed>;

const turns = (deeds: fc.Arbitrary<Deed>) =>
  fc.array(
    fc.record({
      deed: deeds,
      replica: fc.constantFrom(0 as const, 1 as const),
      yields: fc.array(fc.nat({ max: 3 }), { minLength: 5, maxLength: 5 }),
    }),
    { minLength: 2, maxLength: 8 },
  );

/** A request of Alice's, with a card, that nothing was done to yet. */
async function aRequest(needed: number): Promise<PendingRequest> {
  return replicas[0].transaction(async (tx) => {
    const request = await tx.requests.ask(aNewRequest(people.alice, { ...needing(needed), ...forResource(`r${++made}`) }));
    if (request === 'already-pending') throw new Error('nobody asked for it before');
    await tx.cards.add({ kind: 'request', requestId: request.id }, { kind: 'channel', channel: 'CAPPR' });
    await tx.cards.add({ kind: 'request', requestId: request.id }, { kind: 'direct', to: 'UBOB' });
    return request;
  });
}

interface Course {
  /** What the transactions that settled the request made of it. */
  moves: RequestState[];
  /** Whose yes was kept. */
  yeses: Name[];
}

type Step = (tx: Transaction) => Promise<RequestState | undefined>;

/** Everything at once. Nothing may fail, but a yes of the one who asks, and what time overtook between two statements. */
async function play(request: PendingRequest, drawn: readonly Turn[]): Promise<Course> {
  const course: Course = { moves: [], yeses: [] };
  const timePasses = drawn.some(({ deed }) => deed.does === 'time passes');
  let passing: Promise<void> | undefined;
  const played = drawn.map(async ({ deed, replica, yields }) => {
    if (deed.does === 'time passes') {
      passing ??= own.clock.advance({ minutes: 16 });
      return passing;
    }
    const turn = yields[Symbol.iterator]();
    const others = async (tx: Transaction) => {
      for (let n = turn.next().value ?? 0; n > 0; n--) await tx.now();
    };
    const isOwn = deed.does === 'approve' && deed.who === 'alice';
    for (const step of stepsOf(deed, request, course, others)) {
      const to = await replicas[replica].transaction(step).catch((error) => {
        if (error instanceof StatementRefused && (isOwn || timePasses)) return undefined;
        throw error;
      });
      if (to) course.moves.push(to);
    }
  });
  const failed = (await Promise.allSettled(played)).flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
  expect(failed.filter((error) => !isSlow(error))).toEqual([]);
  // What was cut off may have happened or not: such a course proves nothing.
  fc.pre(failed.length === 0);
  return course;
}

function stepsOf(deed: Deed, request: PendingRequest, course: Course, others: LetOthers): Step[] {
  switch (deed.does) {
    case 'approve':
      // As a click does: the yes in one transaction, and what comes of enough of them in the next.
      return [(tx) => approve(tx, request, deed, course, others), (tx) => conclude(tx, request, others)];
    case 'conclude':
      return [(tx) => conclude(tx, request, others)];
    case 'void':
      return [(tx) => takeOut(tx, request, deed.who, others)];
    case 'time passes':
      return [];
    default:
      return [(tx) => settle(tx, request, SETTLES[deed.does], others)];
  }
}

type LetOthers = (tx: Transaction) => Promise<void>;

async function approve(
  tx: Transaction,
  { id }: PendingRequest,
  { who, account }: Extract<Deed, { does: 'approve' }>,
  course: Course,
  others: LetOthers,
): Promise<undefined> {
  await others(tx);
  const locked = await tx.requests.lock(id);
  await others(tx);
  const isKept = await tx.requests.addApproval(id, yesOf(people[who], { slackId: accountOf(who, account) }));
  if (!isKept) return;
  if (locked?.state !== 'pending') throw new Error('a settled request was agreed to');
  await tell(tx, id, others);
  course.yeses.push(who);
}

async function conclude(tx: Transaction, { id, asked }: PendingRequest, others: LetOthers): Promise<RequestState | undefined> {
  await tx.grants.countOpen(people.alice.id);
  await others(tx);
  const request = (await tx.requests.lock(id)) as PendingRequest;
  await others(tx);
  const now = await tx.now();
  if (!isWaiting(request, now) || request.approvals.length < request.terms.count) return undefined;
  const end = { at: now.add({ minutes: 10 }), because: 'asked' } as const;
  const grant = await tx.grants.open(aNewGrant(people.alice, { resource: asked.resource, requestId: id, end }));
  if (grant === 'already-open') throw new Error('it was granted before');
  await tx.cards.add({ kind: 'grant', grantId: grant.id }, { kind: 'direct', to: 'UALICE' });
  await tx.cards.markDirty(grant.id);
  await tell(tx, id, others);
  return 'granted';
}

async function takeOut(tx: Transaction, { id }: PendingRequest, who: Name, others: LetOthers): Promise<undefined> {
  await others(tx);
  const concerned = await tx.requests.voidApprovals(accountOf(who));
  if (concerned.some((request) => request.id === id)) await tell(tx, id, others);
}

async function settle(
  tx: Transaction,
  { id }: PendingRequest,
  as: SettledAs,
  others: LetOthers,
): Promise<RequestState | undefined> {
  await others(tx);
  const settled = await tx.requests.settle(id, as, { by: { personId: people.bob.id, name: 'bob' } });
  if (settled) await tell(tx, id, others);
  return settled?.state;
}

async function tell(tx: Transaction, id: string, others: LetOthers): Promise<void> {
  await others(tx);
  await tx.cards.markRequestDirty(id);
  await tx.cards.markHomes(PEOPLE.map((name) => accountOf(name)));
  tx.record({ kind: 'access-asked', by: { kind: 'nightlatch' }, about: { id } });
}

/** What the jobs make of a request that nobody settled: granted if enough agreed in time, expired otherwise. */
async function sweep(request: PendingRequest): Promise<RequestState[]> {
  const [store] = replicas;
  const run = async (step: Step) => (await store.transaction(step)) ?? [];
  const concluded = await run(async (tx) =>
    (await tx.requests.claimAgreed(50, 0)).includes(request.id) ? conclude(tx, request, async () => undefined) : undefined,
  );
  const isOver = (await store.transaction((tx) => tx.requests.byId(request.id)))?.state !== 'pending';
  if (!isOver) await own.clock.advance({ minutes: 16 });
  const expired = await run(async (tx) => {
    const due = (await tx.requests.lockExpired(50)).some(({ id }) => id === request.id);
    return due ? settle(tx, request, 'expired', async () => undefined) : undefined;
  });
  return [concluded, expired].flat();
}

/** What the tables say in the end. */
async function kept(id: string) {
  const [row] = await query<{ state: RequestState; grants: number; people: number; counted: number; own: number }>(
    own.ownerUrl,
    `SELECT r.state, (SELECT count(*)::int FROM grants g WHERE g.request_id = r.id) AS grants,
       count(a.*)::int AS counted, count(DISTINCT a.person_id)::int AS people, count(*) FILTER (WHERE a.person_id = r.person_id)::int AS own
     FROM requests r LEFT JOIN approvals a ON a.request_id = r.id AND a.void_at IS NULL WHERE r.id = $1 GROUP BY r.id`,
    [id],
  );
  return row as NonNullable<typeof row>;
}

const bounded = { numRuns: 150, interruptAfterTimeLimit: 12_000, markInterruptAsFailure: false };

// A run that the limit interrupts goes on by itself, and moves the clock of all: the next test waits for it.
let last: Promise<void> = Promise.resolve();
const awaited = (run: (needed: number, drawn: Turn[]) => Promise<void>) => (needed: number, drawn: Turn[]) => {
  last = run(needed, drawn);
  return last;
};
afterEach(async () => {
  await Promise.allSettled([last]);
});

test('whatever is done to a request at once, it ends once, and is granted only when enough others agreed', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 3 }),
      turns(fc.oneof(approves, others)),
      awaited(async (needed, drawn) => {
        const request = await aRequest(needed);
        const { moves } = await play(request, drawn);
        moves.push(...(await sweep(request)));
        const { state, grants, people: different, counted, own: byAlice } = await kept(request.id);
        expect(moves).toEqual([state]);
        expect([grants, byAlice, counted]).toEqual([state === 'granted' ? 1 : 0, 0, different]);
        if (state === 'granted') expect(different).toBeGreaterThanOrEqual(needed);
      }),
    ),
    bounded,
  );
});

test('when only yeses come, each person counts once, and the one that makes it enough grants: none is left waiting', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 3 }),
      turns(approves),
      awaited(async (needed, drawn) => {
        const request = await aRequest(needed);
        const { moves, yeses } = await play(request, drawn);
        expect(new Set(yeses).size).toBe(yeses.length);
        expect(yeses).not.toContain('alice');
        const asked = new Set(drawn.flatMap(({ deed }) => (deed.does === 'approve' && deed.who !== 'alice' ? deed.who : [])));
        expect(moves).toEqual(asked.size >= needed ? ['granted'] : []);
        expect((await kept(request.id)).state).toBe(asked.size >= needed ? 'granted' : 'pending');
      }),
    ),
    bounded,
  );
});
