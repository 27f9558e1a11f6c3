import type { EligibleApprover } from './request.ts';

const MOST = 10;

/** Those to mention where a request is shown: whoever is on call first, ten at most. */
export function mentionedFor(eligible: readonly EligibleApprover[]): EligibleApprover[] {
  return onCallFirst(eligible).slice(0, MOST);
}

/** Whoever is on call first, otherwise in their order. */
export function onCallFirst(eligible: readonly EligibleApprover[]): EligibleApprover[] {
  return eligible.toSorted((a, b) => Number(b.onCall) - Number(a.onCall));
}

/** Those to write to directly: whoever is on call; if nobody is, everyone; ten at most. */
export function writtenTo(eligible: readonly EligibleApprover[]): EligibleApprover[] {
  const onCall = eligible.filter((approver) => approver.onCall);
  return (onCall.length > 0 ? onCall : eligible).slice(0, MOST);
}
