// Preloaded into a bot process: its own clock is so many minutes behind (`?minutes=`, ten unless told; ahead below 0), and goes back a little more each
// time it is asked.
const { now } = Date;
let behindMs = Number(new URL(import.meta.url).searchParams.get('minutes') ?? 10) * 60_000;

function skewedNow(): number {
  behindMs += 1;
  return now() - behindMs;
}

Date.now = skewedNow;
Object.defineProperty(Temporal.Now, 'instant', { value: () => Temporal.Instant.fromEpochMilliseconds(skewedNow()) });
