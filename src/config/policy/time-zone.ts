import { valueAt } from './explain-issues.ts';
import type { Findings, Place } from './findings.ts';

/** Reports the zone that is written at `place` unless there is one of that name. */
export function expectZone(place: Place, timezone: string, findings: Findings): void {
  const isWrittenThere = valueAt(place.source.root, place.path) === timezone;
  if (!isWrittenThere || isZone(timezone)) return;
  findings.expectName(place, timezone, 'time zone', new Set(['UTC', ...Intl.supportedValuesOf('timeZone')]));
}

// `+01:00` is a zone to Temporal, but has no daylight saving, which is never what is meant.
export function isZone(timezone: string): boolean {
  if (!/^[A-Za-z]/.test(timezone)) return false;
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(timezone);
    return true;
  } catch {
    return false;
  }
}
