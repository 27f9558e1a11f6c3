import type { TargetName } from '../names.ts';
import type { Policy, TargetSource } from '../policy.ts';
import type { PolicyFinding } from './policy-finding.ts';

/** Targets that count more people as on call than the one who is paged first, where a rule opens something to whoever is. */
export function checkTargets(policy: Policy): PolicyFinding[] {
  const opening = new Set([...policy.resources.values()].flatMap(({ rules }) => rules.flatMap(({ when }) => when.onCall ?? [])));
  return [...policy.targets.values()]
    .filter(({ name }) => opening.has(name))
    .flatMap(({ sources, fallback }) => [...sources, ...(fallback ? [fallback] : [])].flatMap(wholeTeam));
}

function wholeTeam(source: TargetSource): PolicyFinding[] {
  if (source.provider !== 'pagerduty') return [];
  const { target: name, of, levels, countPermanent } = source;
  const place: { about: 'target'; target: TargetName } = { about: 'target', target: name };
  const found: PolicyFinding[] = [];
  if (!('schedule' in of) && levels > 1) {
    const message = `counts everyone on the first ${levels} levels as on call, not only whoever is paged first`;
    found.push({ severity: 'warning', place, message, mend: 'Leave `levels` out, or name a schedule.' });
  }
  if (countPermanent) {
    const message = 'counts entries without an end, so whoever stands on a level by name is always on call';
    found.push({ severity: 'warning', place, message, mend: 'Leave `countPermanent` out, or name a schedule.' });
  }
  return found;
}
