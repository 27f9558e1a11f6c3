import { setTimeout as pause } from 'node:timers/promises';
import { StoreUnavailable } from '../../src/ports/store.ts';
import { SandboxClock } from '../../src/sandbox/clock.ts';
import { keepDatabaseClock } from '../../src/sandbox/database-clock.ts';
import { approveRequest, denyRequest } from '../../src/use-cases/approve-request.ts';
import { concludeAgreed } from '../../src/use-cases/conclude-request.ts';
import { requestAccess } from '../../src/use-cases/request-access.ts';
import { withdrawRequest } from '../../src/use-cases/withdraw-request.ts';
import type { Line } from '../report.ts';
import { summary } from '../statistics.ts';
import type { World } from '../world/world.ts';
import { APPROVALS_EACH, type Click, clicksOn, countDoubled, countStuck, type Outcome } from './contest.ts';
import { addBareRequests, outcomesIn } from './outcomes.ts';
import { askedBy, leadId, type Replicas, startReplicas } from './replicas.ts';

const REQUESTS = 2500;
// So that no more than a few hundred wait at a time.
const A_ROUND = 250;
const WARM_UP = 100;
const REQUESTS_AT_ONCE = 4;
const ASKED_AT_ONCE = 16;
// With one round more, and what comes before and after, about three minutes at the most.
const NO_ROUND_AFTER_MS = 120_000;
// Longer than the lease on a request that somebody took up.
const LEFT_ALONE = { seconds: 20 };

const PEER = 'bare conditional UPDATE';

/** What came of the clicks: how many, how long all took and each, and how many the database left unanswered. */
interface Clicked {
  approvals: number;
  took: number;
  each: number[];
  failed: number;
}

/** Ten thousand approvals of which four, and sometimes a no, meet on each request, on two replicas. Throws where one counted twice or got lost. */
export async function race(world: World): Promise<Line[]> {
  const database = await world.startDatabase();
  const clock = new SandboxClock();
  const stopClock = await keepDatabaseClock(database.ownerUrl, clock);
  const replicas = await startReplicas(database.appUrl, WARM_UP + REQUESTS);
  await addBareRequests(database.ownerUrl, WARM_UP + REQUESTS);
  const bare = await bareUpdates(replicas);
  const clicked = await contest(replicas);
  await clock.advance(LEFT_ALONE);
  await sweep(replicas);
  const outcomes = await outcomesIn(database.ownerUrl);
  stopClock();
  await replicas.close();
  await database.stop();
  return linesOf(clicked, bare, outcomes);
}

function linesOf({ approvals, took, each, failed }: Clicked, bare: number, outcomes: readonly Outcome[]): Line[] {
  const doubled = countDoubled(outcomes);
  const stuck = countStuck(outcomes);
  const of = `of ${outcomes.length} requests`;
  if (doubled + stuck > 0) throw new Error(`${outcomes.length} requests were contested: ${doubled} doubled, ${stuck} stuck`);
  const { p50, p99 } = summary(each);
  const perSecond = (approvals * 1000) / took;
  return [
    { figure: 'race: contested approvals', value: perSecond, unit: 'approvals/s', peer: PEER, ratio: perSecond / bare, p50, p99 },
    { figure: `race: ${PEER}`, value: bare, unit: 'updates/s' },
    { figure: 'race: granted', value: outcomes.filter(({ state }) => state === 'granted').length, unit: of },
    { figure: 'race: doubled', value: doubled, unit: of },
    { figure: 'race: stuck', value: stuck, unit: of },
    { figure: 'race: without an answer', value: failed, unit: `of ${each.length} clicks` },
  ];
}

async function contest(replicas: Replicas): Promise<Clicked> {
  const began = performance.now();
  const clicked: Clicked = { approvals: 0, took: 0, each: [], failed: 0 };
  await contestRound(replicas, range(0, WARM_UP), { ...clicked, each: [] });
  for (let from = WARM_UP; from < WARM_UP + REQUESTS; from += A_ROUND) {
    if (performance.now() - began > NO_ROUND_AFTER_MS) break;
    await contestRound(replicas, range(from, A_ROUND), clicked);
  }
  return clicked;
}

async function contestRound(replicas: Replicas, numbers: readonly number[], clicked: Clicked): Promise<void> {
  const ids = new Map<number, string>();
  await inLanes(ASKED_AT_ONCE, numbers, async (nth) => void ids.set(nth, await ask(replicas, nth)));
  const done = new AbortController();
  const job = eachSecond(() => concludeOnce(replicas), done.signal);
  const began = performance.now();
  await inLanes(REQUESTS_AT_ONCE, numbers, async (nth) => {
    const clicks = clicksOn(nth).map((click, place) =>
      timed(clicked, () => act(replicas, nth, place, click, ids.get(nth) as string)),
    );
    await Promise.all(clicks);
    clicked.approvals += APPROVALS_EACH;
  });
  clicked.took += performance.now() - began;
  done.abort();
  await job;
}

async function ask({ needs }: Replicas, nth: number): Promise<string> {
  const { slackId, words } = askedBy(nth, WARM_UP + REQUESTS);
  const outcome = await requestAccess(pick(needs, nth), { slackId, words, channel: 'C0INC42' });
  if (outcome.outcome !== 'asked') throw new Error(`${slackId} asked for ${words}: ${JSON.stringify(outcome)}`);
  return outcome.request.id;
}

function act({ needs }: Replicas, nth: number, place: number, click: Click, requestId: string): Promise<unknown> {
  const replica = pick(needs, place);
  switch (click.kind) {
    case 'approve':
      return approveRequest(replica, { slackId: leadId(click.lead), requestId });
    case 'deny':
      return denyRequest(replica, { slackId: leadId(click.lead), requestId });
    case 'withdraw':
      return withdrawRequest(replica, { slackId: askedBy(nth, WARM_UP + REQUESTS).slackId, requestId });
  }
}

async function timed(clicked: Clicked, click: () => Promise<unknown>): Promise<void> {
  const began = performance.now();
  if (!(await isAnswered(click))) clicked.failed += 1;
  clicked.each.push(performance.now() - began);
}

/** False where the database didn't answer in time. */
async function isAnswered(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    if (error instanceof StoreUnavailable) return false;
    throw error;
  }
}

// Takes up what is left until there is nothing more.
async function sweep(replicas: Replicas): Promise<void> {
  while ((await concludeOnce(replicas)) > 0);
}

async function concludeOnce({ needs }: Replicas): Promise<number> {
  const taken = await Promise.all(needs.map((replica) => concludeAgreed(replica)));
  return taken.reduce((sum, one) => sum + one, 0);
}

/** As each replica's job does meanwhile: where the database didn't answer, its next tick tries again. */
async function eachSecond(work: () => Promise<unknown>, until: AbortSignal): Promise<void> {
  while (!until.aborted) {
    await isAnswered(work);
    await pause(1000, undefined, { signal: until }).catch(() => undefined);
  }
}

/** As many updates, as many at once, by the same connections; how many a second. */
async function bareUpdates({ databases }: Replicas): Promise<number> {
  const update = (id: number) =>
    Promise.all(
      range(0, APPROVALS_EACH).map(
        (place) =>
          pick(databases, place).client
            .$executeRaw`UPDATE bare_requests SET state = 'granted' WHERE id = ${id} AND state = 'pending'`,
      ),
    );
  await inLanes(REQUESTS_AT_ONCE, range(0, WARM_UP), update);
  const began = performance.now();
  await inLanes(REQUESTS_AT_ONCE, range(WARM_UP, REQUESTS), update);
  return (REQUESTS * APPROVALS_EACH * 1000) / (performance.now() - began);
}

async function inLanes<T>(lanes: number, queue: readonly T[], work: (one: T) => Promise<unknown>): Promise<void> {
  const left = queue.values();
  const lane = async () => {
    for (const one of left) await work(one);
  };
  await Promise.all(range(0, lanes).map(lane));
}

function range(from: number, length: number): number[] {
  return Array.from({ length }, (_, nth) => from + nth);
}

function pick<T>(all: readonly T[], nth: number): T {
  return all[nth % all.length] as T;
}
