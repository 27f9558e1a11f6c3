import { setTimeout as pause } from 'node:timers/promises';
import type { Late } from '../use-cases/looked-at.ts';

/** A time for looking that ends after `ms` milliseconds, or once `done` is aborted. */
export function lateAfter(ms: number, done: AbortSignal): Late {
  let isOver = false;
  const over = pause(ms, undefined, { signal: done })
    .catch(() => undefined)
    .then(() => {
      isOver = true;
    });
  return { over, isOver: () => isOver };
}
