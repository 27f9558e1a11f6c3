import type { ResourceName, RuleName } from '../domain/names.ts';

/** What was decided. `resource` and `rule` are names of the policy, or undefined where there is none, as in a refusal. */
export interface CountedDecision {
  resource: ResourceName | undefined;
  rule: RuleName | undefined;
  outcome: 'allow' | 'ask' | 'refuse';
  /** Of the refusal. */
  code?: string;
}

/** A call to something outside of this process, and how long its answer took. */
export interface CountedCall {
  source: string;
  call: string;
  seconds: number;
  /** Why there was no answer. */
  fault?: string;
}

/**
 * What is counted while the bot runs, for whoever watches it. Never throws, never waits. Takes names of the policy and of the code only: no person, no
 * id, nothing that anybody typed.
 */
export interface Metrics {
  decided(decision: CountedDecision): void;
  /** From asking, or from the request that waited, to the open grant. */
  accessOpened(of: { resource: ResourceName; rule: RuleName; seconds: number }): void;
  /** `values`, or the code of the refusal. */
  revealed(of: { resource: ResourceName | undefined; outcome: string }): void;
  called(call: CountedCall): void;
  jobRan(of: { job: string; seconds: number; failed: boolean }): void;
  /** A delivery's answer to Slack, from its first byte to the end of ours. */
  acked(of: { status: number; seconds: number }): void;
}
