import type { Unanswered } from '../domain/condition.ts';
import type { Grant } from '../domain/grant.ts';
import type { Lockdown } from '../domain/lockdown.ts';
import type { Resource } from '../domain/policy.ts';
import type { PendingRequest } from '../domain/request.ts';
import type { Reader } from '../domain/say-time.ts';

/** What became of a yes or a no. `settled`: somebody or time was first; the request says how. `not-found` teaches nothing. */
export type ApprovalOutcome =
  | { outcome: 'approved'; request: PendingRequest }
  | { outcome: 'denied'; request: PendingRequest }
  | { outcome: 'approved-already'; request: PendingRequest }
  | { outcome: 'settled'; request: PendingRequest }
  | { outcome: 'own-request'; request: PendingRequest }
  | { outcome: 'not-an-approver'; request: PendingRequest }
  | { outcome: 'locked-down'; request: PendingRequest; lockdown: Lockdown }
  | { outcome: 'cannot-tell'; request: PendingRequest; unanswered: Unanswered }
  | Nobody;

/** What became of the requester's own click. `too-soon`: approvers were asked again within the last five minutes. */
export type RequesterOutcome = { outcome: 'withdrawn' | 'nudged' | 'too-soon' | 'settled'; request: PendingRequest } | Nobody;

/** All that is kept of a request, for someone who may see it; `grant`: what came of it. */
export type DetailsOutcome =
  | { outcome: 'details'; request: PendingRequest; grant?: Grant; resource?: Resource; reader: Reader }
  | Nobody;

/** Nothing was done, and nothing is said of the request. */
export type Nobody = { outcome: 'not-found' | 'outsider' | 'no-policy' };
