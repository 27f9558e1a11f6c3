import { sourceKey } from '../domain/provider.ts';
import type { Shift } from '../domain/shift.ts';
import type { OnCallSource } from '../ports/on-call-source.ts';

// Panels are drawn again once a minute, many of them at once.
const COUNTS_FOR = Temporal.Duration.from({ seconds: 30 });

/** What the source said a moment ago, for telling and never for deciding: whoever asks the same within half a minute shares one call. Failures are shared, too. */
export function latelyOnCall(source: OnCallSource): OnCallSource {
  const asked = new Map<string, { at: Temporal.Instant; answer: Promise<Shift[]> }>();
  return {
    shiftsOn(target, from, until) {
      const key = sourceKey(target);
      const before = asked.get(key);
      if (before && isLately(before.at, from)) return before.answer;
      const answer = source.shiftsOn(target, from, until);
      asked.set(key, { at: from, answer });
      return answer;
    },
  };
}

function isLately(at: Temporal.Instant, now: Temporal.Instant): boolean {
  return Temporal.Instant.compare(at, now) <= 0 && Temporal.Instant.compare(now, at.add(COUNTS_FOR)) < 0;
}
