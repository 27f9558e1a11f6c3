import type { ApprovalTerms, Approvers } from './policy.ts';

/** Whether two rules want the same yes: as many people, of the same. How long one may take to give it doesn't matter. */
export function sameTerms(a: ApprovalTerms, b: ApprovalTerms): boolean {
  const [ours, theirs] = [new Set(a.by.map(keyOf)), new Set(b.by.map(keyOf))];
  return a.count === b.count && ours.symmetricDifference(theirs).size === 0;
}

function keyOf(approvers: Approvers): string {
  switch (approvers.kind) {
    case 'person':
      return `person ${approvers.person}`;
    case 'group':
      return `group ${approvers.group}`;
    case 'on-call':
      return `on-call ${approvers.target}`;
  }
}
