const AT_MOST_EVERY_MS = 60_000;

/** Says the first one at once, and then once a minute, each time with how many came since it was said last. */
export function onceAMinute(say: (times: number) => void, monotonicMs: () => number): () => void {
  let [times, quietUntil] = [0, Number.NEGATIVE_INFINITY];
  return () => {
    times += 1;
    if (monotonicMs() < quietUntil) return;
    say(times);
    [times, quietUntil] = [0, monotonicMs() + AT_MOST_EVERY_MS];
  };
}
