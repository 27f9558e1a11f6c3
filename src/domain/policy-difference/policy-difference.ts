import type { InSteps } from '../in-steps.ts';
import type { Policy } from '../policy.ts';
import { peopleDifference } from './people-difference.ts';
import { changesIn, type Facet, type PolicyChange } from './policy-change.ts';
import { resourcesDifference } from './resource-difference.ts';
import { rotationsDifference } from './rotation-difference.ts';

/**
 * In what `after` differs from `before`, what opens more first. Empty where it only says the same in other words. No step takes longer the more resources
 * there are: all of five thousand take a second.
 */
export function* policyDifference(before: Policy, after: Policy): InSteps<PolicyChange[]> {
  const people = yield* peopleDifference(before, after);
  const rotations = yield* rotationsDifference(before.rotations, after.rotations);
  const resources = yield* resourcesDifference(before.resources, after.resources);
  const changes = [...people, ...rotations, ...resources, ...changesIn(FACETS, before, after)];
  return [...changes.filter(({ opensMore }) => opensMore), ...changes.filter(({ opensMore }) => !opensMore)];
}

const FACETS: readonly Facet<Policy>[] = [
  { now: 'the workspace now is', says: ({ slack }) => slack.team, opensMore: () => false },
  { now: 'the audit channel now is', says: ({ slack }) => slack.auditChannel, opensMore: () => false },
  { now: 'the approval channel now is', says: ({ slack }) => slack.approvalChannel, opensMore: () => false },
  { now: 'incident channels now are', says: ({ slack }) => slack.incidentChannels.join(' ') || 'none', opensMore: () => false },
  { now: 'times are now told in', says: ({ timezone }) => timezone, opensMore: () => false },
  { now: 'the digest now is', says: ({ digest }) => sayDigest(digest), opensMore: () => false },
];

const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

function sayDigest({ day, at, officeHours: { days, from, to } }: Policy['digest']): string {
  const short = days.map((one) => DAYS[one - 1]?.slice(0, 3)).join(' ');
  const [post, open, close] = [at, from, to].map((time) => time.toString({ smallestUnit: 'minute' }));
  return `on ${DAYS[day - 1]} at ${post}, with office hours ${short} ${open} to ${close}`;
}
