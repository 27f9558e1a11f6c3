import type { EventEmitter } from 'node:events';

/** Whether somebody asked for the policy to be read anew. */
export interface ReloadSignal {
  /** True once after SIGHUP, however often it came. */
  take(): boolean;
}

/** Catches SIGHUP from now on; uncaught it would end the process. */
export function reloadSignal(process: Pick<EventEmitter, 'on'>): ReloadSignal {
  let asked = false;
  process.on('SIGHUP', () => {
    asked = true;
  });
  return {
    take() {
      const was = asked;
      asked = false;
      return was;
    },
  };
}
