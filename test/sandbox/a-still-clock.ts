import { SandboxClock } from '../../src/sandbox/clock.ts';

/** Moves only when it is told to, however long the machine takes. */
export class StillClock extends SandboxClock {
  readonly #began = Temporal.Now.instant();

  override now(): Temporal.Instant {
    return this.#began.add(this.offset());
  }
}
