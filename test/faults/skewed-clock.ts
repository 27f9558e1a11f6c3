// Preloaded into a bot process: its own clock is ten minutes behind, and goes back a little more each time it is asked.
const { now } = Date;
let behindMs = 600_000;

function skewedNow(): number {
  behindMs += 1;
  return now() - behindMs;
}

Date.now = skewedNow;
Object.defineProperty(Temporal.Now, 'instant', { value: () => Temporal.Instant.fromEpochMilliseconds(skewedNow()) });
