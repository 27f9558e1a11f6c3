import type { Rule } from '../../domain/policy.ts';
import type { Catalog } from './catalog.ts';

/** What rules take where they say nothing themselves. */
export interface Defaults {
  grant: Rule['grant'];
  showFor: Temporal.Duration;
  maxReveals: number;
  graceAfterResolve: Temporal.Duration;
  settled: Temporal.Duration;
  approve: { count: number; within: Temporal.Duration };
}

/** What a rule takes from the resource that uses it. */
export interface RuleContext {
  defaults: Defaults;
  /** What `own` means. */
  own: readonly string[];
  variables: readonly string[];
  /** Who must agree where the rule doesn't say. */
  approvers: string | undefined;
  owners: readonly string[];
  catalog: Catalog;
}
