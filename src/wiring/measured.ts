import type { RequestListener } from 'node:http';
import type { Job } from '../adapters/schedule/jobs.ts';
import type { SlackVerbs } from '../adapters/slack/listeners/listener-needs.ts';
import type { Metrics } from '../ports/metrics.ts';
import { SourceUnavailable } from '../ports/on-call-source.ts';
import { SecretUnavailable } from '../ports/secret-source.ts';
import { type Store, StoreUnavailable, type Transaction } from '../ports/store.ts';
import { countDecision, countReveal } from './counted-outcomes.ts';

/** Puts the counting around what is counted, so that nothing inside knows of it. */
export interface Measuring {
  store(store: Store): Store;
  /** Every method of a port that asks something outside, such as `PagerDuty`. */
  source<Port extends object>(source: string, port: Port): Port;
  verbs(verbs: SlackVerbs): SlackVerbs;
  door(listener: RequestListener): RequestListener;
  jobs(jobs: readonly Job[]): readonly Job[];
  /** Work of a job that is done elsewhere too. */
  job<T>(job: string, work: () => Promise<T>): () => Promise<T>;
}

/** Counts in `metrics`. */
export function measuring(metrics: Metrics): Measuring {
  const job: Measuring['job'] = (name, work) => () => measuredRun(metrics, name, work);
  return {
    store: (store) => measuredStore(metrics, store),
    source: (source, port) => measuredSource(metrics, source, port),
    verbs: (verbs) => ({
      ...verbs,
      requestAccess: (command) => countDecision(metrics, () => verbs.requestAccess(command)),
      extendGrant: (click) => countDecision(metrics, () => verbs.extendGrant(click)),
      revealValues: (by, id) => countReveal(metrics, () => verbs.revealValues(by, id)),
    }),
    door: (listener) => measuredDoor(metrics, listener),
    // Those that run side by side are a worker's, which is counted where it works: its job only waits for it.
    jobs: (jobs) => jobs.map((one) => (one.sideBySide ? one : { ...one, run: job(one.name, one.run) })),
    job,
  };
}

function measuredSource<Port extends object>(metrics: Metrics, source: string, port: Port): Port {
  const methods = Object.entries(port).map(([call, method]) => [
    call,
    (...given: unknown[]) => measuredCall(metrics, { source, call }, () => method(...given)),
  ]);
  return Object.fromEntries(methods) as Port;
}

async function measuredCall<T>(metrics: Metrics, of: { source: string; call: string }, ask: () => Promise<T>): Promise<T> {
  const began = performance.now();
  try {
    const answer = await ask();
    metrics.called({ ...of, seconds: secondsSince(began) });
    return answer;
  } catch (error) {
    metrics.called({ ...of, seconds: secondsSince(began), fault: faultOf(error) });
    throw error;
  }
}

function faultOf(error: unknown): string {
  if (error instanceof SourceUnavailable) return error.kind;
  if (error instanceof SecretUnavailable) return error.fault;
  return error instanceof StoreUnavailable ? 'no-answer' : 'unexpected';
}

// What the work itself throws is no fault of the database's.
function measuredStore(metrics: Metrics, store: Store): Store {
  return {
    async transaction(work) {
      const began = performance.now();
      const done = (fault?: string) =>
        metrics.called({
          ...{ source: 'Postgres', call: 'transaction', seconds: secondsSince(began) },
          ...(fault !== undefined && { fault }),
        });
      const opened: Parameters<Metrics['accessOpened']>[0][] = [];
      try {
        const result = await store.transaction((tx) => work(noticingGrants(tx, opened)));
        done();
        for (const one of opened) metrics.accessOpened(one);
        return result;
      } catch (error) {
        done(error instanceof StoreUnavailable ? 'no-answer' : undefined);
        throw error;
      }
    },
  };
}

/** What requests that waited came to: only here both times are at hand, whoever concludes them. */
function noticingGrants(tx: Transaction, opened: Parameters<Metrics['accessOpened']>[0][]): Transaction {
  const madeAt = new Map<string, Temporal.Instant>();
  const lock: Transaction['requests']['lock'] = async (id) => {
    const request = await tx.requests.lock(id);
    if (request) madeAt.set(request.id, request.madeAt);
    return request;
  };
  const open: Transaction['grants']['open'] = async (asked) => {
    const grant = await tx.grants.open(asked);
    const since = asked.requestId === undefined ? undefined : madeAt.get(asked.requestId);
    if (grant === 'already-open' || !since) return grant;
    opened.push({ resource: grant.resource, rule: grant.rule, seconds: since.until(grant.startedAt).total('seconds') });
    return grant;
  };
  return { ...tx, requests: { ...tx.requests, lock }, grants: { ...tx.grants, open } };
}

async function measuredRun<T>(metrics: Metrics, job: string, work: () => Promise<T>): Promise<T> {
  const began = performance.now();
  let failed = true;
  try {
    const result = await work();
    failed = false;
    return result;
  } finally {
    metrics.jobRan({ job, seconds: secondsSince(began), failed });
  }
}

function measuredDoor(metrics: Metrics, listener: RequestListener): RequestListener {
  return (request, response) => {
    const began = performance.now();
    response.once('finish', () => metrics.acked({ status: response.statusCode, seconds: secondsSince(began) }));
    listener(request, response);
  };
}

function secondsSince(began: number): number {
  return (performance.now() - began) / 1000;
}
