import type { Resource, Rule } from '../policy.ts';
import { sayList } from '../say-list.ts';
import { type HiddenRule, hiddenRules } from './hidden-rules.ts';
import { type PolicyFinding, quoted } from './policy-finding.ts';
import type { Members } from './ways.ts';

/** Rules that never decide anything, and those that keep all below them from it. */
export function checkReach(resource: Resource, members: Members): PolicyFinding[] {
  const hidden = hiddenRules(resource.rules, members);
  const byOpenDoor = Map.groupBy(hidden, openDoorOf);
  return [...byOpenDoor].flatMap(([door, rules]) =>
    door ? [openDoor(resource, door, rules)] : rules.map((one) => neverReached(resource, one)),
  );
}

// A rule for anyone hides whatever is below it: that is said once, where it stands.
function openDoorOf({ by, unlessUnknown }: HiddenRule): Rule | undefined {
  const [only, ...others] = by;
  const isForAnyone = only !== undefined && Object.keys(only.when).length === 0;
  return isForAnyone && others.length === 0 && !unlessUnknown ? only : undefined;
}

function openDoor(resource: Resource, rule: Rule, hidden: readonly HiddenRule[]): PolicyFinding {
  const names = sayList(
    hidden.map((one) => quoted(one.rule)),
    'and',
  );
  return {
    severity: 'warning',
    place: { about: 'rule', resource: resource.name, rule: rule.name },
    message: `holds for anyone at any time, so ${names} below ${hidden.length === 1 ? 'is' : 'are'} pointless`,
    mend: 'Give it conditions, or move it to the end.',
  };
}

function neverReached(resource: Resource, hidden: HiddenRule): PolicyFinding {
  const place = { about: 'rule', resource: resource.name, rule: hidden.rule.name } as const;
  const names = sayList(hidden.by.map(quoted), 'or');
  if (hidden.rule.breakGlass && hidden.by.some((one) => !one.breakGlass)) {
    const message = `is never reached: ${names} opens at once whenever it would, without breaking the glass`;
    return { severity: 'warning', place, message, mend: 'Take it out, or narrow what opens at once.' };
  }
  const holds = `${names} above holds whenever this one does`;
  if (hidden.unlessUnknown) {
    return { severity: 'note', place, message: `decides only where a source doesn't answer for the rules above: ${holds}` };
  }
  const message = `is never reached: ${holds}${difference(hidden)}`;
  return { severity: 'warning', place, message, mend: 'Move it up, or take it out.' };
}

// What is lost where the rules differ in whose yes they want.
function difference({ rule, by }: HiddenRule): string {
  if (!rule.approve || by.length === 0) return '';
  if (by.every((one) => !one.approve)) return ", and opens without anybody's yes";
  const most = Math.max(...by.map((one) => one.approve?.count ?? 0));
  return most < rule.approve.count ? `, and asks for ${most} where this one asks for ${rule.approve.count}` : '';
}
