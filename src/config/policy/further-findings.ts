import { checkPolicy } from '../../domain/check-policy.ts';
import type { Policy } from '../../domain/policy.ts';
import type { FindingPlace, PolicyFinding } from '../../domain/policy-checks/policy-finding.ts';
import { sayList } from '../../domain/say-list.ts';
import type { Catalog } from './catalog.ts';
import { below, type Findings, isWritten, type Place, printPlace } from './findings.ts';
import type { RuleInFile } from './policy-schema.ts';
import { noteUnusedNames } from './unused-names.ts';
import { warnOfRotations } from './warn-of-rotations.ts';

interface Located {
  finding: PolicyFinding;
  place: Place;
  /** Those that say it through a shared set of rules. */
  sharedBy: string[];
}

/** Looks at the whole of a policy that holds no mistake so far: what can't work, what is most likely not meant, and what nobody uses. */
export function findFurther(policy: Policy, catalog: Catalog, now: Temporal.Instant, findings: Findings): void {
  const located = new Map<string, Located>();
  for (const finding of checkPolicy(policy)) {
    const { place, sharedBy } = locate(finding.place, catalog);
    const key = JSON.stringify([finding.severity, printPlace(place), place.path, finding.message]);
    const known = located.get(key);
    if (known) known.sharedBy.push(...sharedBy);
    else located.set(key, { finding, place, sharedBy });
  }
  for (const { finding, place, sharedBy } of located.values()) {
    const { severity, message, mend } = finding;
    // What was said of this very place already is the same thing in other words.
    if (severity !== 'mistake' && findings.isWarnedAt(place)) continue;
    const where = sharedBy.length > 0 ? ` (in ${sayList(sharedBy, 'and')})` : '';
    findings[severity](place, `${message}${where}${mend ? `. ${mend}` : ''}`);
  }
  warnOfRotations(policy, catalog, now, findings);
  noteUnusedNames(catalog, findings);
}

function locate(place: FindingPlace, catalog: Catalog): Pick<Located, 'place' | 'sharedBy'> {
  switch (place.about) {
    case 'rule': {
      const { list, sharedBy, rules } = rulesOf(place.resource, catalog);
      const rule = below(list, indexOf(place.rule, rules));
      return { place: nearestWritten(rule, KEYS[place.key ?? 'rule']), sharedBy };
    }
    case 'resource': {
      if (place.key === 'rules') {
        const { list, sharedBy } = rulesOf(place.resource, catalog);
        return { place: list, sharedBy };
      }
      const resource = placeIn(catalog.resources, place.resource, catalog);
      return { place: place.key ? below(resource, place.key) : resource, sharedBy: [] };
    }
    case 'target': {
      const target = placeIn(catalog.onCall, place.target, catalog);
      return { place: place.key ? below(target, place.key) : target, sharedBy: [] };
    }
    case 'person':
      return { place: placeIn(catalog.people, place.person, catalog), sharedBy: [] };
    case 'owners':
      return { place: { source: catalog.mainSource, path: ['roles', 'owners'] }, sharedBy: [] };
  }
}

const KEYS = {
  rule: [],
  approve: ['approve'],
  review: ['review', 'by'],
  grant: ['grant', 'atMost'],
  variables: ['variables'],
  settled: ['settled'],
};

function nearestWritten(rule: Place, keys: readonly string[]): Place {
  const deepest = below(rule, ...keys);
  return keys.length === 0 || isWritten(deepest) ? deepest : nearestWritten(rule, keys.slice(0, -1));
}

function rulesOf(name: string, catalog: Catalog): { list: Place; rules: readonly RuleInFile[]; sharedBy: string[] } {
  const rules = catalog.resources.get(name)?.value.rules ?? [];
  const set = typeof rules === 'string' ? catalog.rules.get(rules) : undefined;
  if (set) return { list: set.place, rules: set.value, sharedBy: [name] };
  const list = below(placeIn(catalog.resources, name, catalog), 'rules');
  return { list, rules: typeof rules === 'string' ? [] : rules, sharedBy: [] };
}

const indexes = new WeakMap<readonly RuleInFile[], ReadonlyMap<string, number>>();

// A list of thousands may be looked through for each of them.
function indexOf(name: string, rules: readonly RuleInFile[]): number {
  const known = indexes.get(rules) ?? new Map(rules.map((rule, index) => [rule.name, index]));
  indexes.set(rules, known);
  return known.get(name) ?? 0;
}

function placeIn(entries: ReadonlyMap<string, { place: Place }>, name: string, catalog: Catalog): Place {
  return entries.get(name)?.place ?? { source: catalog.mainSource, path: [] };
}
