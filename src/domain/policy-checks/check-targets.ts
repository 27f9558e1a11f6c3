import type { TargetName } from '../names.ts';
import type { Policy, Target, TargetSource } from '../policy.ts';
import { sourceKey } from '../provider.ts';
import type { PolicyFinding } from './policy-finding.ts';

/** Targets that count more people as on call than the one who is paged first, where a rule opens something to whoever is, and sources that say nothing more. */
export function checkTargets(policy: Policy): PolicyFinding[] {
  const opening = new Set([...policy.resources.values()].flatMap(({ rules }) => rules.flatMap(({ when }) => when.onCall ?? [])));
  return [...policy.targets.values()].flatMap((target) => [
    ...(opening.has(target.name) ? [...target.sources, target.fallback ?? []].flat().flatMap(wholeTeam) : []),
    ...askedTwice(target),
    ...uselessFallback(target),
  ]);
}

function askedTwice({ name, sources }: Target): PolicyFinding[] {
  const keys = sources.map(sourceKey);
  if (new Set(keys).size === keys.length) return [];
  const message = 'names the same source twice, which says the same both times';
  return [{ severity: 'warning', place: { about: 'target', target: name }, message, mend: 'Take one of them out.' }];
}

function uselessFallback({ name, sources, fallback }: Target): PolicyFinding[] {
  if (!fallback) return [];
  const found = (message: string, mend: string): PolicyFinding[] => [
    { severity: 'warning', place: { about: 'target', target: name, key: 'fallback' }, message, mend },
  ];
  if (sources.every(({ provider }) => provider === 'rotation'))
    return found('is never asked: a rotation of a file always answers', 'Take it out, or name it beside the other.');
  if (fallback.provider === 'pagerduty')
    return found("is in PagerDuty too, which most likely doesn't answer then either", 'Name a rotation of a file.');
  return [];
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
