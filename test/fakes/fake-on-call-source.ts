import type { FaultKind } from '../../src/domain/evidence.ts';
import type { TargetName } from '../../src/domain/names.ts';
import type { TargetSource } from '../../src/domain/policy.ts';
import type { Shift } from '../../src/domain/shift.ts';
import { type OnCallSource, SourceUnavailable } from '../../src/ports/on-call-source.ts';

/** PagerDuty's shifts by target, held in memory; `fail` makes it unable to answer until `heal`. */
export class FakeOnCallSource implements OnCallSource {
  readonly #shifts = new Map<TargetName, Omit<Shift, 'target'>[]>();
  #fault: FaultKind | undefined;

  /** Replaces what is known of `target`. */
  put(target: TargetName, shifts: readonly Omit<Shift, 'target'>[]): void {
    this.#shifts.set(target, [...shifts]);
  }

  fail(kind: FaultKind): void {
    this.#fault = kind;
  }

  heal(): void {
    this.#fault = undefined;
  }

  async shiftsOn(target: TargetSource, from: Temporal.Instant, until: Temporal.Instant): Promise<Shift[]> {
    if (this.#fault) throw new SourceUnavailable('PagerDuty', this.#fault);
    const { levels, countPermanent } = target.provider === 'pagerduty' ? target : { levels: 1, countPermanent: false };
    const counting = (this.#shifts.get(target.target) ?? [])
      .filter((shift) => shift.level <= levels && (shift.end !== undefined || countPermanent))
      .filter((shift) => shift.start === undefined || Temporal.Instant.compare(shift.start, until) < 0)
      .filter((shift) => shift.end === undefined || Temporal.Instant.compare(from, shift.end) < 0)
      .toSorted((a, b) => a.level - b.level);
    const same = (a: Omit<Shift, 'target'>) => `${a.user.id} ${a.start} ${a.end}`;
    return counting
      .filter((shift, place) => counting.findIndex((other) => same(other) === same(shift)) === place)
      .map((shift) => ({ ...shift, target: target.target }));
  }
}
