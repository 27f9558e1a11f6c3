import type { SourceKey } from '../domain/names.ts';
import { sourceKey } from '../domain/provider.ts';
import type { Shift } from '../domain/shift.ts';
import type { OnCallSource } from '../ports/on-call-source.ts';

/** Asks each source once, however many targets have it; all must be asked about the same time. */
export function askedOnce(onCall: OnCallSource): OnCallSource {
  const asked = new Map<SourceKey, Promise<Shift[]>>();
  return {
    async shiftsOn(source, from, until) {
      const key = sourceKey(source);
      const answer = asked.get(key) ?? onCall.shiftsOn(source, from, until);
      asked.set(key, answer);
      return (await answer).map((shift) => ({ ...shift, target: source.target }));
    },
  };
}
