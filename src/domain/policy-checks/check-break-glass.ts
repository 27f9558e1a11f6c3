import type { TargetName } from '../names.ts';
import { writeDuration } from '../parse-duration.ts';
import type { Policy, Resource, Rule } from '../policy.ts';
import { sayList } from '../say-list.ts';
import type { PolicyFinding } from './policy-finding.ts';
import { holdersOf, type Members } from './ways.ts';

type Targets = Policy['targets'];

const LONG = Temporal.Duration.from({ hours: 1 });

/** Whether there is a way out where the normal one can't work, and whether it is short, reviewed by others, and needs nothing that may be away. */
export function checkBreakGlass(resource: Resource, { targets }: Policy, members: Members): PolicyFinding[] {
  const glass = resource.rules.filter((rule) => rule.breakGlass);
  if (glass.length === 0) return [noBreakGlass(resource, targets, members)];
  return glass.flatMap((rule) => [
    ...tooLong(resource, rule),
    ...reviewedByThemselves(resource, rule, members),
    ...needsPagerDuty(resource, rule, targets),
  ]);
}

// Where a rule asks neither a source nor a person, it holds whatever is away.
function noBreakGlass(resource: Resource, targets: Targets, members: Members): PolicyFinding {
  const place = { about: 'resource', resource: resource.name, key: 'rules' } as const;
  const isSteady = resource.rules.some(
    (rule) => !rule.approve && !dependsOnPagerDuty(rule, targets) && (!rule.when.member || holdersOf(rule, members)),
  );
  if (isSteady) return { severity: 'note', place, message: 'none of them may be used to break the glass' };
  return {
    severity: 'warning',
    place,
    message: "none of them may be used to break the glass, so nothing opens while a source doesn't answer or nobody agrees",
    mend: 'Add one with `breakGlass: true`.',
  };
}

function tooLong(resource: Resource, rule: Rule): PolicyFinding[] {
  if (Temporal.Duration.compare(rule.grant.atMost, LONG) <= 0) return [];
  return [
    {
      severity: 'warning',
      place: { about: 'rule', resource: resource.name, rule: rule.name, key: 'grant' },
      message: `lets broken glass last up to ${writeDuration(rule.grant.atMost)}`,
      mend: 'An hour or less is usual: write `atMost`.',
    },
  ];
}

function reviewedByThemselves(resource: Resource, rule: Rule, members: Members): PolicyFinding[] {
  const holders = holdersOf(rule, members);
  const by = rule.review?.by ?? [];
  if (!holders || by.length === 0 || !by.every((name) => holders.some((people) => people.has(name)))) return [];
  return [
    {
      severity: 'warning',
      place: { about: 'rule', resource: resource.name, rule: rule.name, key: 'review' },
      message: `is by ${sayList(by, 'and')} only, who may break this glass themselves`,
      mend: 'Name somebody who may not.',
    },
  ];
}

// What must be asked of PagerDuty can't be the way out while PagerDuty is away.
function needsPagerDuty(resource: Resource, rule: Rule, targets: Targets): PolicyFinding[] {
  const place = { about: 'rule', resource: resource.name, rule: rule.name } as const;
  const mend = 'Let it hold for a group, and let people or a group agree.';
  if (dependsOnPagerDuty(rule, targets)) {
    return [
      {
        severity: 'warning',
        place,
        message: "can't be used while PagerDuty doesn't answer: it asks who is on call, or for an incident",
        mend,
      },
    ];
  }
  if (!rule.approve?.by.every((one) => one.kind === 'on-call' && !hasRotation(one.target, targets))) return [];
  const message = "can't be used while PagerDuty doesn't answer: only who is on call may agree";
  return [{ severity: 'warning', place: { ...place, key: 'approve' }, message, mend }];
}

function dependsOnPagerDuty({ when }: Rule, targets: Targets): boolean {
  return when.incident !== undefined || (when.onCall?.every((name) => !hasRotation(name, targets)) ?? false);
}

// A rotation of a file answers whatever is away.
function hasRotation(name: TargetName, targets: Targets): boolean {
  const target = targets.get(name);
  return [...(target?.sources ?? []), target?.fallback].some((source) => source?.provider === 'rotation');
}
