import type { Rule } from '../policy.ts';
import { byPerson, type Members, outlook, type Way, waysOf } from './ways.ts';

/** A rule that others decide before. */
export interface HiddenRule {
  rule: Rule;
  /** Those that do, in their order: for each way in which the rule could hold, one of them. */
  by: readonly Rule[];
  /** Only where something above couldn't be found out does the rule still decide: it asks, and what hides it would open at once. */
  unlessUnknown: boolean;
}

// Longer lists than anybody writes by hand: what is left out is only not said.
const MOST_RULES = 100;
const MOST_WAYS = 64;

interface Cover {
  by: Rule;
  unlessUnknown: boolean;
}

/** The rules of a resource that can never decide, or only where a source doesn't answer. Nothing is said of a rule where that isn't sure. */
export function hiddenRules(rules: readonly Rule[], members: Members): HiddenRule[] {
  const normal = rules.filter((rule) => !rule.breakGlass);
  const glass = rules.filter((rule) => rule.breakGlass);
  const hiddenIn = (list: readonly Rule[], others: readonly Rule[]) =>
    list.flatMap((rule, index) => {
      const above = list.slice(0, Math.min(index, MOST_RULES));
      return hiddenBy(
        rule,
        members,
        (way) => decidesAbove(rule, way, above, members) ?? opensWithout(rule, way, others, members),
      );
    });
  return [...hiddenIn(normal, []), ...hiddenIn(glass, normal.slice(0, MOST_RULES))];
}

function hiddenBy(rule: Rule, members: Members, cover: (way: Way) => Cover | undefined): HiddenRule[] {
  const covers: Cover[] = [];
  for (const way of waysOf(rule.when)) {
    const found = coversOf(way, members, cover);
    if (!found) return [];
    covers.push(...found);
  }
  const by = new Set(covers.map((one) => one.by));
  return by.size === 0 ? [] : [{ rule, by: [...by], unlessUnknown: covers.some((one) => one.unlessUnknown) }];
}

// Where a group as a whole isn't covered, each of its people may be.
function coversOf(way: Way, members: Members, cover: (way: Way) => Cover | undefined): Cover[] | undefined {
  const whole = cover(way);
  if (whole) return [whole];
  const each = byPerson(way, members);
  if (!each || each.length === 0 || each.length > MOST_WAYS) return undefined;
  const covers: Cover[] = [];
  for (const one of each) {
    const found = cover(one);
    if (!found) return undefined;
    covers.push(found);
  }
  return covers;
}

// An asking rule decides whatever is unknown above it; one that opens at once doesn't, and then an asking one below it may.
function decidesAbove(rule: Rule, way: Way, above: readonly Rule[], members: Members): Cover | undefined {
  let canBeUnknown = false;
  let unsure: Cover | undefined;
  for (const other of above) {
    const found = outlook(other.when, way, members);
    if (found.surely === 'true' && coversVariables(other, rule)) {
      if (other.approve || !rule.approve || !canBeUnknown) return { by: other, unlessUnknown: false };
      unsure ??= { by: other, unlessUnknown: true };
    }
    canBeUnknown ||= found.surely === 'open' && found.mayBeUnknown;
  }
  return unsure;
}

// What the normal rules allow at once comes before broken glass; what they ask for, or can't tell, doesn't.
function opensWithout(rule: Rule, way: Way, normal: readonly Rule[], members: Members): Cover | undefined {
  for (const other of normal) {
    const found = outlook(other.when, way, members);
    if (found.surely === 'false') continue;
    if (other.approve || (found.surely === 'open' && found.mayBeUnknown)) return undefined;
    if (found.surely === 'true' && coversVariables(other, rule)) return { by: other, unlessUnknown: false };
  }
  return undefined;
}

function coversVariables(other: Rule, rule: Rule): boolean {
  return rule.variables.every((name) => other.variables.includes(name));
}
