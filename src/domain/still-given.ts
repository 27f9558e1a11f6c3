import type { Grant } from './grant.ts';
import type { Policy } from './policy.ts';

/** Whether the policy gives what the grant holds still: its resource and rule are there, and the rule gives all of its variables. */
export function isStillGiven(
  { resource, rule, variables }: Pick<Grant, 'resource' | 'rule' | 'variables'>,
  policy: Policy,
): boolean {
  const rules = policy.resources.get(resource)?.rules.filter(({ name }) => name === rule) ?? [];
  return rules.some((one) => variables.every((variable) => one.variables.includes(variable)));
}
