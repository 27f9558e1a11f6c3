import { Worker } from 'node:worker_threads';
import type { Sandbox } from '../../src/sandbox/start-sandbox.ts';
import type { Ticket } from './signed-command.ts';

/** Commands at their intended times, whether or not those before were answered. */
export interface OpenLoop {
  kind: 'open-loop';
  perSecond: number;
  seconds: number;
}

/** As many commands as so many connections get acked, one at a time on each. */
export interface Saturation {
  kind: 'saturation';
  connections: number;
  seconds: number;
  /** Every command is the same delivery once more, which the bot acks and otherwise ignores. */
  repeated: boolean;
}

/** Where the commands go and what they say. */
export interface Target {
  url: string;
  signingSecret: string;
  words: string;
}

export type LoadOf<Shape> = Target & Shape;

/** Milliseconds from each command's intended time to its whole ack, and how many got none. */
export interface OpenLoopResult {
  latencies: number[];
  failed: number;
}

/** Acks a second, and the milliseconds from request to ack. */
export interface SaturationResult {
  perSecond: number;
  p50: number;
  p99: number;
  failed: number;
}

export type ToWorker = { tickets: Ticket[] };
export type FromWorker<Result> = { want: number } | { result: Result };

const WORKERS = { 'open-loop': 'open-loop-worker.ts', saturation: 'saturation-worker.ts' };

/** Runs the load on a thread of its own, so that nothing that the sandbox does delays it. Throws what went wrong there. */
export function runLoad(load: LoadOf<OpenLoop>, issue: (count: number) => Ticket[]): Promise<OpenLoopResult>;
export function runLoad(load: LoadOf<Saturation>, issue: (count: number) => Ticket[]): Promise<SaturationResult>;
export async function runLoad(load: LoadOf<OpenLoop | Saturation>, issue: (count: number) => Ticket[]): Promise<unknown> {
  const worker = new Worker(new URL(WORKERS[load.kind], import.meta.url), { workerData: load });
  try {
    return await new Promise((resolve, reject) => {
      worker.once('error', reject);
      worker.once('exit', () => reject(new Error('the load ended without a result')));
      worker.on('message', (message: FromWorker<unknown>) => {
        if ('result' in message) resolve(message.result);
        else worker.postMessage({ tickets: issue(message.want) } satisfies ToWorker);
      });
    });
  } finally {
    await worker.terminate();
  }
}

/** Tickets of the sandbox's Slack, for these people in turn. */
export function ticketsFor({ slack, hooksUrl }: Sandbox, people: readonly string[]): (count: number) => Ticket[] {
  let turn = 0;
  return (count) =>
    Array.from({ length: count }, () => {
      const user = people[turn % people.length] as string;
      turn += 1;
      const token = slack.responseUrls.issue({ user, channel: 'C0INC42' });
      return { user, triggerId: slack.triggers.issue(user), responseUrl: `${hooksUrl}${token}` };
    });
}
