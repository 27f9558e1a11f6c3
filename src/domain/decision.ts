import type { Shortfall, Unanswered } from './condition.ts';
import type { End } from './end-of-grant.ts';
import type { Evidence } from './evidence.ts';
import type { Incident } from './incident.ts';
import type { ResourceName, RuleName, VariableName } from './names.ts';
import type { Rule } from './policy.ts';

/** What the policy says to a request, with the rule, the reason and the evidence. */
export type Decision =
  | { outcome: 'allow'; rule: Rule; end: End; variables: readonly VariableName[]; incident?: Incident; evidence: Evidence }
  | { outcome: 'refuse'; because: Refusal; evidence: Evidence };

/** Every way a request is refused. `code` is stable: the record and the API keep it. */
export type Refusal =
  | { code: 'not-allowed'; resource: ResourceName; shortfalls: readonly { rule: RuleName; because: Shortfall }[] }
  | { code: 'cannot-tell'; resource: ResourceName; unanswered: Unanswered }
  | { code: 'reason-required'; resource: ResourceName }
  | { code: 'unknown-resource'; word: string; nearest: readonly string[] }
  | { code: 'unknown-variable'; word: string; resource: ResourceName; nearest: readonly string[] }
  | { code: 'unknown-incident'; resource: ResourceName; name: string; open: readonly { number: number; title: string }[] }
  | { code: 'not-understood'; mistakes: readonly CommandMistake[] }
  | { code: 'outsider' }
  | { code: 'no-policy' }
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
  | { kind: 'not-in-this-version'; word: string }
  | { kind: 'bad-person'; word: string }
  | { kind: 'bad-history'; word: string };
