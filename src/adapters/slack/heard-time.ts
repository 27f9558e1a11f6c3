import type { SlackProbeNeeds } from './probe.ts';

/** Keeps when Slack last answered and what time it said it was. */
export function heardTime(processNow: () => Temporal.Instant): {
  hear: (date: string | null) => void;
  last: SlackProbeNeeds['lastHeard'];
} {
  let last: ReturnType<SlackProbeNeeds['lastHeard']>;
  return {
    hear(date) {
      last = date === null ? undefined : { date, at: processNow() };
    },
    last: () => last,
  };
}
