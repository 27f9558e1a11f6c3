/** A click on a request that two leads must agree to; leads are counted from 0. */
export type Click = { kind: 'approve' | 'deny'; lead: number } | { kind: 'withdraw' };

export const LEADS = 8;
export const APPROVALS_EACH = 4;

/**
 * What is clicked at once on the nth request: four times Approve, by three leads, one of them twice, or by two, both twice. One in eight is denied
 * by another one meanwhile, and one in eight withdrawn.
 */
export function clicksOn(nth: number): Click[] {
  const lead = (place: number) => (nth + place) % LEADS;
  const approve = (place: number): Click => ({ kind: 'approve', lead: lead(place) });
  const clicks = (nth % 2 === 0 ? [0, 1, 2, 0] : [0, 1, 0, 1]).map(approve);
  if (nth % 8 === 3) return clicks.toSpliced(1, 0, { kind: 'deny', lead: lead(3) });
  return nth % 8 === 7 ? clicks.toSpliced(2, 0, { kind: 'withdraw' }) : clicks;
}

/** What is stored of a request once all is over. */
export interface Outcome {
  state: string;
  /** How many different people must agree. */
  needed: number;
  grants: number;
  /** Entries of the audit log that end a request. */
  endings: number;
  approvals: number;
  /** Different people among those. */
  approvers: number;
}

/** Requests of which something counted twice: two grants, two ends, two yeses of one person, or a grant by fewer people than must agree. */
export function countDoubled(outcomes: readonly Outcome[]): number {
  return outcomes.filter(
    ({ state, needed, grants, endings, approvals, approvers }) =>
      grants > 1 || endings > 1 || approvals > approvers || (grants > 0 && (approvers < needed || state !== 'granted')),
  ).length;
}

/** Requests that all agreed to and nobody refused, and that still wait; or whose end opened or recorded nothing. */
export function countStuck(outcomes: readonly Outcome[]): number {
  return outcomes.filter(({ state, needed, grants, endings, approvers }) => {
    if (state === 'pending') return approvers >= needed;
    return endings === 0 || (state === 'granted' && grants === 0);
  }).length;
}
