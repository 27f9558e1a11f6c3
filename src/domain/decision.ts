import type { Shortfall, Unanswered } from './condition.ts';
import type { End } from './end-of-grant.ts';
import type { Evidence, Unsettled } from './evidence.ts';
import type { Incident } from './incident.ts';
import type { Lockdown } from './lockdown.ts';
import type { PersonName, ResourceName, RuleName, VariableName } from './names.ts';
import type { ApprovalRule, Rule } from './policy.ts';

/** What the policy says to a request, with the rule, the reason and the evidence. */
export type Decision =
  | { outcome: 'allow'; rule: Rule; end: End; variables: readonly VariableName[]; incident?: Incident; evidence: Evidence }
  | {
      outcome: 'ask';
      rule: Rule;
      approval: ApprovalRule;
      /** As it would be if it were given now. */
      end: End;
      variables: readonly VariableName[];
      incident?: Incident;
      /** What couldn't be checked by rules above: no yes of a person answers that, but the card says it. */
      unchecked: readonly Unanswered[];
      evidence: Evidence;
    }
  | { outcome: 'refuse'; because: Refusal; evidence: Evidence };

/** Every way a request is refused. `code` is stable: the record and the API keep it. */
export type Refusal =
  | { code: 'not-allowed'; resource: ResourceName; shortfalls: readonly { rule: RuleName; because: Shortfall }[] }
  | { code: 'cannot-tell'; resource: ResourceName; unanswered: Unanswered }
  | { code: 'not-settled'; resource: ResourceName; unsettled: Unsettled; settled: Temporal.Duration }
  | { code: 'reason-required'; resource: ResourceName }
  | { code: 'no-break-glass'; resource: ResourceName }
  | {
      code: 'review-overdue';
      resource: ResourceName;
      of: ResourceName;
      since: Temporal.Instant;
      reviewers: readonly PersonName[];
    }
  | { code: 'too-few-approvers'; resource: ResourceName; count: number; found: readonly string[] }
  | { code: 'approvers-unknown'; resource: ResourceName; unanswered: Unanswered }
  | { code: 'at-its-longest'; resource: ResourceName; atMost: Temporal.Duration; since: Temporal.Instant }
  | { code: 'unknown-resource'; word: string; nearest: readonly string[] }
  | { code: 'unknown-variable'; word: string; resource: ResourceName; nearest: readonly string[] }
  | { code: 'unknown-incident'; resource: ResourceName; name: string; open: readonly { number: number; title: string }[] }
  | { code: 'not-understood'; mistakes: readonly CommandMistake[] }
  | { code: 'outsider' }
  | { code: 'no-policy' }
  /** People of other workspaces are in the channel, or invited. */
  | { code: 'channel-shared' }
  | { code: 'locked-down'; lockdown: Lockdown }
  | { code: 'too-many-requests'; perMinute: number; opensAt?: Temporal.Instant }
  | { code: 'too-many-grants'; limit: number };

/** What was wrong with a command's words. */
export type CommandMistake =
  | { kind: 'bad-duration'; word: string; why: 'not-a-duration' | 'not-positive' | 'too-long' }
  | { kind: 'bad-time'; word: string }
  | { kind: 'bad-incident'; word: string }
  | { kind: 'missing-after'; word: string }
  | { kind: 'bad-resource'; word: string }
  | { kind: 'said-twice'; word: string }
  | { kind: 'bad-person'; word: string }
  | { kind: 'bad-history'; word: string };
