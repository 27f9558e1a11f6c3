import type { OnCallEvidence } from './evidence.ts';
import type { TargetName } from './names.ts';
import { sayBy } from './say-source.ts';
import { type Reader, sayLastingTime } from './say-time.ts';

/** What the sources of one target said together: one that has somebody on call is enough, and one that failed leaves the others' no unknown. */
export interface TargetSaid {
  target: TargetName;
  answer: 'yes' | 'no' | 'unknown';
  /** Of the cover that lasts longest. */
  shiftEnd?: Temporal.Instant;
  /** `by the rotation file`, where it wasn't PagerDuty itself. */
  by?: string;
}

/** The evidence of who is on call, target by target. */
export function targetsSaid(onCall: readonly OnCallEvidence[]): TargetSaid[] {
  return [...Map.groupBy(onCall, ({ target }) => target)].map(([target, said]) => targetSaid(target, said));
}

function targetSaid(target: TargetName, said: readonly OnCallEvidence[]): TargetSaid {
  const yes = said.filter(({ answer }) => answer === 'yes');
  if (yes.length > 0) {
    const end = lastEnd(yes);
    return { target, answer: 'yes', ...(end && { shiftEnd: end }), ...byOf(yes) };
  }
  return said.every(({ answer }) => answer === 'no') ? { target, answer: 'no', ...byOf(said) } : { target, answer: 'unknown' };
}

// Where PagerDuty itself says so, nobody needs to know who else does.
function byOf(said: readonly OnCallEvidence[]): Pick<TargetSaid, 'by'> {
  const by = said.map(sayBy);
  const [first] = by;
  return by.includes(undefined) || first === undefined ? {} : { by: first };
}

function lastEnd(covers: readonly OnCallEvidence[]): Temporal.Instant | undefined {
  const ends = covers.map(({ shiftEnd }) => shiftEnd);
  if (ends.includes(undefined)) return undefined;
  return ends
    .filter((end) => end !== undefined)
    .toSorted(Temporal.Instant.compare)
    .at(-1);
}

/** `on call for db-primary until 07:00 (by the rotation file: PagerDuty didn't answer)`; undefined where that isn't known. */
export function sayCover({ target, answer, shiftEnd, by }: TargetSaid, reader: Reader): string | undefined {
  if (answer === 'unknown') return undefined;
  const source = by === undefined ? '' : ` (${by})`;
  if (answer === 'no') return `not on call for ${target}${source}`;
  return `on call for ${target}${shiftEnd ? ` until ${sayLastingTime(shiftEnd, reader)}` : ''}${source}`;
}
