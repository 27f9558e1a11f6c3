import type { EventEmitter } from 'node:events';
import type { Logger } from '../../ports/logger.ts';

export interface StopNeeds {
  /** Receives SIGTERM and SIGINT. */
  process: Pick<EventEmitter, 'on'>;
  log: Logger;
  /** How long what is under way may take from the first signal on. */
  withinMs: number;
  /** Ends the process now. */
  end(exitCode: number): void;
}

// npm passes on a signal that the terminal has sent to this process already: two within that time are one.
const SAME_SIGNAL_MS = 1000;

/**
 * Aborted by the first SIGTERM or SIGINT. A second one ends the process at once, as does the time that is left for what is under way: both with exit
 * code 1 and a line.
 */
export function stopSignals({ process, log, withinMs, end }: StopNeeds): AbortSignal {
  const stop = new AbortController();
  let askedAt: number | undefined;
  const asked = (signal: string): void => {
    const now = performance.now();
    if (askedAt === undefined) {
      askedAt = now;
      log.info('stopping', { signal });
      // Not waited for: where all is done in time, nothing keeps the process.
      setTimeout(() => endWith('not everything was finished in time, ending', { seconds: withinMs / 1000 }), withinMs).unref();
      stop.abort();
    } else if (now - askedAt >= SAME_SIGNAL_MS) endWith('told twice to stop, ending', { signal });
  };
  const endWith = (event: string, fields: { [key: string]: string | number }): void => {
    log.error(event, fields);
    end(1);
  };
  for (const name of ['SIGTERM', 'SIGINT']) process.on(name, () => asked(name));
  return stop.signal;
}
