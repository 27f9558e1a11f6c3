import type { OnCallRotation } from '../on-call-rotation.ts';
import type { Policy, TargetSource } from '../policy.ts';
import { sayList } from '../say-list.ts';
import { shiftsOfRotation } from '../shifts-of-rotation.ts';
import { type Finding, note, ok, warning } from './finding.ts';
import { calledBy, judgedSources, keyOf } from './on-call.ts';

/** Every rotation that a target goes by, and who is on call by it at `now`. */
export function judgeRotations(policy: Policy, now: Temporal.Instant): Finding[] {
  return judgedSources(policy)
    .filter((source) => source.provider === 'rotation')
    .map((source) => judgeRotation(source, now));
}

type Judged = Extract<TargetSource, { provider: 'rotation' }> & { isFallback?: true };

function judgeRotation(source: Judged, now: Temporal.Instant): Finding {
  const { rotation } = source;
  const called = calledBy(source, `rotation ${rotation.name}`);
  const shifts = shiftsOfRotation(rotation, now, now.add({ milliseconds: 1 }));
  const people = [...new Set(shifts.map(({ person }) => person))];
  if (people.length > 0)
    return ok('policy', `${called}: ${sayList(people, 'and')} ${people.length === 1 ? 'is' : 'are'} on call now.`);
  if (isOver(rotation, now)) {
    const mend = `Write another until in its file, or take it out of ${keyOf(source)}.`;
    return warning('policy', `${called} is over: nobody is on call by it any more.`, mend);
  }
  const mend = "If that isn't meant: nightlatch rotation preview says who is when.";
  return note('policy', `${called}: nobody is on call now.`, mend);
}

function isOver({ until, timezone }: OnCallRotation, now: Temporal.Instant): boolean {
  return until !== undefined && Temporal.PlainDateTime.compare(until, now.toZonedDateTimeISO(timezone).toPlainDateTime()) <= 0;
}
