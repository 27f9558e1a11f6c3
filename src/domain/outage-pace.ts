// A source that answers every other call would fill the log.
const EVERY_MS = 10_000;

type State = 'up' | 'down';

/** Whether what a source did now, by a clock that only goes on, is to be noted. */
export type OutagePace = (state: State, nowMs: number) => boolean;

/** That it is up again is noted at once, that it is down only if it wasn't a moment ago, and what stays the same now and then. */
export function outagePace(): OutagePace {
  let last: { state: State; notedAt: number; changedAt: number } | undefined;
  return (state, nowMs) => {
    const isSame = last?.state === state;
    const since = isSame ? last?.notedAt : state === 'down' ? last?.changedAt : undefined;
    if (since !== undefined && nowMs - since < EVERY_MS) return false;
    // What was first found so didn't change.
    const changedAt = isSame || !last ? (last?.changedAt ?? Number.NEGATIVE_INFINITY) : nowMs;
    last = { state, notedAt: nowMs, changedAt };
    return true;
  };
}
