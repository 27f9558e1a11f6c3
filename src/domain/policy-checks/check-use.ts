import type { PersonName, TargetName } from '../names.ts';
import type { Policy, Resource, Rule } from '../policy.ts';
import type { PolicyFinding } from './policy-finding.ts';
import { areOfPagerDuty, holdersOf, type Members } from './ways.ts';

/** Rules that give nothing or hold for nobody, and resources that none of theirs opens. */
export function checkUse(resource: Resource, policy: Policy, members: Members): PolicyFinding[] {
  if (!resource.variables.values().some(({ show }) => show === 'slack')) return [nothingShown(resource)];
  const found = new Map(
    resource.rules.flatMap((rule): [Rule, PolicyFinding][] => {
      const useless = whyUseless(rule, resource, policy, members);
      return useless ? [[rule, uselessRule(resource, rule, useless)]] : [];
    }),
  );
  const working = resource.rules.filter((rule) => !found.has(rule));
  return working.some((rule) => !rule.breakGlass)
    ? [...found.values()]
    : [...found.values(), notOpened(resource, working.length > 0)];
}

function nothingShown(resource: Resource): PolicyFinding {
  return {
    severity: 'warning',
    place: { about: 'resource', resource: resource.name, key: 'variables' },
    message: 'none of them is shown in Slack, so nobody ever sees a value',
    mend: 'Let one of them be `show: slack`.',
  };
}

function notOpened(resource: Resource, isByGlass: boolean): PolicyFinding {
  const place = { about: 'resource', resource: resource.name } as const;
  if (isByGlass) return { severity: 'note', place, message: 'is opened by breaking the glass only' };
  return {
    severity: 'warning',
    place,
    message: "can't be unlocked by anyone",
    mend: 'Mend its rules, or add one that can hold.',
  };
}

interface Useless {
  message: string;
  mend?: string;
  key?: 'variables';
}

function uselessRule(resource: Resource, rule: Rule, { key, ...said }: Useless): PolicyFinding {
  const place = { about: 'rule', resource: resource.name, rule: rule.name, ...(key && { key }) } as const;
  return { severity: 'warning', place, ...said };
}

function whyUseless(rule: Rule, resource: Resource, policy: Policy, members: Members): Useless | undefined {
  if (!rule.variables.some((name) => resource.variables.get(name)?.show === 'slack')) {
    return { key: 'variables', message: 'none of them is shown in Slack', mend: 'Name one that is `show: slack`.' };
  }
  if (rule.when.onCall?.length === 0) return { message: 'holds for nobody: it names no target' };
  const groups = holdersOf(rule, members);
  if (groups?.every((people) => people.size === 0)) return { message: 'holds for nobody: its groups are empty' };
  if (!groups || !rule.when.onCall) return undefined;
  const inRotation = rotationPeople(rule.when.onCall, policy);
  if (inRotation && groups.every((people) => people.isDisjointFrom(inRotation)))
    return { message: 'holds for nobody: none of its members is in the rotation' };
  const isLinked = (name: string) => policy.people.get(name)?.pagerduty !== undefined;
  const isFound = !areOfPagerDuty(rule.when.onCall, policy) || groups.some((people) => people.values().some(isLinked));
  if (isFound) return undefined;
  return {
    message: 'wants to know who is on call, and none of its members has a `pagerduty` id',
    mend: 'Write it under people, unless their e-mail addresses are the same there.',
  };
}

// Undefined where others may be on call too.
function rotationPeople(targets: readonly TargetName[], policy: Policy): Set<PersonName> | undefined {
  const sources = targets.flatMap((name) => policy.targets.get(name)?.sources ?? []);
  const people = new Set<PersonName>();
  if (sources.length === 0) return undefined;
  for (const source of sources) {
    if (source.provider !== 'rotation') return undefined;
    const { members, overrides } = source.rotation;
    for (const name of [...members.flat(), ...overrides.map((override) => override.with)]) people.add(name);
  }
  return people;
}
