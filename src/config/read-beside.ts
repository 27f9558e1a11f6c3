import { basename } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Policy, Resource } from '../domain/policy.ts';
import type { Mistake } from './mistake.ts';
import { unpacked } from './packed.ts';
import { frozenMap } from './policy/frozen.ts';
import type { PolicyReading } from './read-policy.ts';

/** What a thread is to read: the policy at a path, or one from the text that was stored for it. */
export type Asked = { path: string } | { text: string };

/** What the thread says: a part of the resources, or last everything else, or that there are mistakes. */
export type Said =
  | { resources: unknown }
  | {
      reading:
        | (Omit<Extract<PolicyReading, { ok: true }>, 'policy'> & { policy: unknown })
        | Extract<PolicyReading, { ok: false }>;
    };

/** The thread didn't come to an end: it was told to stop, or the policy takes more time or memory than any should. */
export class NotRead extends Error {
  constructor(options?: ErrorOptions) {
    super('the policy was not read', options);
    this.name = 'NotRead';
  }
}

// Five thousand resources take some seconds and 256 MB.
const LONGEST_MS = 60_000;
const MOST_MEMORY_MB = 320;
const TOO_MUCH = `takes over a minute or ${MOST_MEMORY_MB} MB of memory to read`;

/**
 * The same as `readPolicy`, in a thread of its own: a large policy takes seconds, in which the bot would answer nobody. One that takes over a minute or
 * 320 MB has a mistake for that. Throws NotRead when `stopping` is aborted.
 */
export async function readPolicyBeside(path: string, stopping?: AbortSignal): Promise<PolicyReading> {
  try {
    return await readBeside({ path }, stopping);
  } catch (error) {
    if (!(error instanceof NotRead) || stopping?.aborted) throw error;
    const mistake: Mistake = { file: basename(path), path: '', message: TOO_MUCH, unquoted: TOO_MUCH };
    return { ok: false, mistakes: [mistake], findings: [{ ...mistake, severity: 'mistake' }], entries: [], lookedFurther: false };
  }
}

/** The same as `readStoredPolicy`, in a thread of its own. Throws NotRead. */
export function readStoredBeside(text: string): Promise<PolicyReading> {
  return readBeside({ text });
}

async function readBeside(asked: Asked, stopping?: AbortSignal): Promise<PolicyReading> {
  // It needs none of our tokens.
  const worker = new Worker(new URL('./policy-thread.ts', import.meta.url), {
    workerData: asked,
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: MOST_MEMORY_MB },
  });
  const tooLong = AbortSignal.timeout(LONGEST_MS);
  const over = stopping ? AbortSignal.any([stopping, tooLong]) : tooLong;
  const stop = () => void worker.terminate();
  over.addEventListener('abort', stop);
  if (over.aborted) stop();
  try {
    return await heardFrom(worker);
  } finally {
    over.removeEventListener('abort', stop);
  }
}

function heardFrom(worker: Worker): Promise<PolicyReading> {
  const resources: [string, Resource][] = [];
  return new Promise((resolve, reject) => {
    worker.on('message', (said: Said) => {
      if ('reading' in said) return resolve(wholeOf(said.reading, resources));
      resources.push(...(unpacked(said.resources) as [string, Resource][]));
      worker.postMessage('next');
    });
    worker.on('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? new NotRead({ cause: error }) : error),
    );
    worker.on('exit', () => reject(new NotRead()));
  });
}

function wholeOf(
  reading: Extract<Said, { reading: unknown }>['reading'],
  resources: readonly [string, Resource][],
): PolicyReading {
  if (!reading.ok) return reading;
  const rest = unpacked(reading.policy) as Policy;
  return { ...reading, policy: Object.freeze({ ...rest, resources: frozenMap(resources) }) };
}
