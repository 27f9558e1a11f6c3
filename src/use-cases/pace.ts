/** How often somebody may do what costs the sources something, and nobody anything else. Counted by this process alone. */
export interface Pace {
  /** Whether they may now; it counts as done then. */
  allows(who: string): boolean;
  perMinute: number;
}

const MINUTE_MS = 60_000;

/** Everybody so often within any minute; `monotonicMs` are milliseconds of this process. */
export function paceOf(perMinute: number, monotonicMs: () => number): Pace {
  const done = new Map<string, readonly number[]>();
  return {
    perMinute,
    allows(who) {
      const now = monotonicMs();
      const lately = (done.get(who) ?? []).filter((at) => now - at < MINUTE_MS);
      const mayDo = lately.length < perMinute;
      done.set(who, mayDo ? [...lately, now] : lately);
      return mayDo;
    },
  };
}
