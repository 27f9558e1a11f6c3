import type { Policy } from './policy.ts';
import { checkBreakGlass } from './policy-checks/check-break-glass.ts';
import { checkPeople } from './policy-checks/check-people.ts';
import { checkQuorum, checkSettledQuorum } from './policy-checks/check-quorum.ts';
import { checkReach } from './policy-checks/check-reach.ts';
import { checkTargets } from './policy-checks/check-targets.ts';
import { checkUse } from './policy-checks/check-use.ts';
import type { PolicyFinding } from './policy-checks/policy-finding.ts';
import { membersOf } from './policy-checks/ways.ts';

/**
 * What a policy without mistakes of its own still says that can't work or is most likely not meant. Asks no source: of groups in Slack and of who is on
 * call only that they may be anybody is known.
 */
export function checkPolicy(policy: Policy): PolicyFinding[] {
  const members = membersOf(policy.groups);
  const ofResources = [...policy.resources.values()].flatMap((resource) => [
    ...checkReach(resource, members),
    ...checkUse(resource, policy, members),
    ...resource.rules.flatMap((rule) => checkQuorum(resource, rule, policy, members)),
    ...resource.rules.flatMap((rule) => checkSettledQuorum(resource, rule, policy, members)),
    ...checkBreakGlass(resource, policy, members),
  ]);
  return [...checkPeople(policy, members), ...checkTargets(policy), ...ofResources];
}
