/** The longest time that may be asked for, or written as an `atMost`. */
export const LONGEST = Temporal.Duration.from({ hours: 24 });

export type DurationFault = 'not-a-duration' | 'not-positive' | 'too-long';

export type DurationReading = { ok: true; duration: Temporal.Duration } | { ok: false; why: DurationFault };

const SHAPE = /^(-?)(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/;

/** Reads `30m`, `4h`, `90s`, `1h30m`: whole numbers, largest unit first, above zero and at most `longest`. */
export function parseDuration(text: string, longest: Temporal.Duration = LONGEST): DurationReading {
  const match = SHAPE.exec(text);
  if (!match || !/\d/.test(text)) return { ok: false, why: 'not-a-duration' };
  const [, sign, hours, minutes, seconds] = match;
  const total = Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60 + Number(seconds ?? 0);
  if (sign === '-' || total === 0) return { ok: false, why: 'not-positive' };
  if (total > longest.total('seconds')) return { ok: false, why: 'too-long' };
  return { ok: true, duration: Temporal.Duration.from({ seconds: total }).round({ largestUnit: 'hours' }) };
}

/** `4h`, `1h30m`, `90s` as the policy file and the command write it; the inverse of `parseDuration` for whole seconds. */
export function writeDuration(duration: Temporal.Duration): string {
  // Of a large policy tens of thousands are written, and to round each would take most of the time.
  const total = Math.round(duration.total('seconds'));
  const [hours, minutes, seconds] = [Math.trunc(total / 3600), Math.trunc((total % 3600) / 60), total % 60];
  const text = `${hours ? `${hours}h` : ''}${minutes ? `${minutes}m` : ''}${seconds ? `${seconds}s` : ''}`;
  return text || '0s';
}
