import type { PersonName } from '../names.ts';
import type { Policy, Resource, Rule } from '../policy.ts';
import { type PolicyFinding, quoted } from './policy-finding.ts';
import { areOfPagerDuty, holdersOf, type Members } from './ways.ts';

/** Owners who are alone, and people whom a rule can't find on call. */
export function checkPeople(policy: Policy, members: Members): PolicyFinding[] {
  return [...loneOwner(policy), ...unlinked(policy, members)];
}

function loneOwner({ roles }: Policy): PolicyFinding[] {
  const [only, ...others] = roles.owners;
  if (only === undefined || others.length > 0) return [];
  return [
    {
      severity: 'warning',
      place: { about: 'owners' },
      message: `${only} is the only one, so nobody could lift a lockdown that ${only} began`,
      mend: 'Name another owner.',
    },
  ];
}

// By e-mail a link may still be made, so it is no more than a note. Told once a person, with the first rule that asks.
function unlinked(policy: Policy, members: Members): PolicyFinding[] {
  const asking = new Map<ReadonlySet<PersonName>, { resource: Resource; rule: Rule }>();
  for (const resource of policy.resources.values()) {
    for (const rule of resource.rules.filter(({ when }) => when.onCall && areOfPagerDuty(when.onCall, policy))) {
      for (const people of holdersOf(rule, members) ?? []) if (!asking.has(people)) asking.set(people, { resource, rule });
    }
  }
  const found = new Map<PersonName, PolicyFinding>();
  for (const [people, { resource, rule }] of asking) {
    for (const person of people) {
      if (policy.people.get(person)?.pagerduty !== undefined || found.has(person)) continue;
      const message = `has no \`pagerduty\` id, which rule ${quoted(rule)} of ${resource.name} goes by; only the same e-mail address could stand in`;
      found.set(person, { severity: 'note', place: { about: 'person', person }, message });
    }
  }
  return [...found.values()];
}
