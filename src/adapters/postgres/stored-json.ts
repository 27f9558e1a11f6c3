import type { AskedTime } from '../../domain/end-of-grant.ts';
import type { Evidence, Unsettled } from '../../domain/evidence.ts';
import { instant, present } from './row-values.ts';

/** What JSON keeps of a value: instants and durations are text. */
export type Stored<T> = T extends Temporal.Instant | Temporal.Duration
  ? string
  : T extends object
    ? { [K in keyof T]: Stored<T[K]> }
    : T;

/** A value for a column of JSON: as text, not as a value that the driver takes apart. */
export function jsonText(value: unknown): string | null {
  return value === undefined ? null : JSON.stringify(value);
}

/** The evidence that was stored. */
export function evidenceOf({
  askedAt,
  onCall,
  incident,
  member,
  unsettled,
  plannedEnd,
  severalOpen,
}: Stored<Evidence>): Evidence {
  return {
    askedAt: instant(askedAt),
    onCall: onCall.map(({ shiftEnd, ...rest }) => (shiftEnd === undefined ? rest : { ...rest, shiftEnd: instant(shiftEnd) })),
    ...present({ incident: incident && { ...incident, openedAt: instant(incident.openedAt) }, member, severalOpen }),
    ...(unsettled && { unsettled: unsettledOf(unsettled) }),
    ...(plannedEnd !== undefined && { plannedEnd: instant(plannedEnd) }),
  };
}

function unsettledOf({ target, readAt }: Stored<Unsettled>): Unsettled {
  return readAt === undefined ? { target } : { target, readAt: instant(readAt) };
}

/** The time asked for that was stored. */
export function askedTimeOf(time: Stored<AskedTime>): AskedTime {
  switch (time.kind) {
    case 'for':
      return { kind: 'for', duration: Temporal.Duration.from(time.duration) };
    case 'until':
      return { kind: 'until', at: instant(time.at) };
    case 'longer':
      return { kind: 'longer', than: instant(time.than) };
    case 'default':
    case 'until-shift-end':
      return time;
  }
}
