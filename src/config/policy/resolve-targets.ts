import type { RotationName, TargetName } from '../../domain/names.ts';
import type { OnCallRotation } from '../../domain/on-call-rotation.ts';
import type { PagerDutyTarget, Policy, Target, TargetSource } from '../../domain/policy.ts';
import type { Catalog, Entry } from './catalog.ts';
import { below, type Findings, isWritten, type Place } from './findings.ts';
import { frozenMap } from './frozen.ts';
import { eachPlaced } from './listed-people.ts';
import type { PagerDutyInFile, TargetInFile } from './policy-schema.ts';

type Rotations = ReadonlyMap<RotationName, OnCallRotation>;

interface Context {
  target: TargetName;
  rotations: Rotations;
  names: ReadonlySet<string>;
  findings: Findings;
}

/** What one can be on call for. */
export function resolveTargets(catalog: Catalog, rotations: Rotations, findings: Findings): Policy['targets'] {
  return frozenMap(
    [...catalog.onCall.values(), ...catalog.again.onCall].map((entry): [string, Target] => [
      entry.name,
      targetOf(entry, { target: entry.name, rotations, names: catalog.names.rotations, findings }),
    ]),
  );
}

function targetOf({ name, value, place }: Entry<TargetInFile>, context: Context): Target {
  const { findings } = context;
  if (written(place).length === 0) findings.plainMistake(place, 'names neither pagerduty nor rotation: one of them is needed');
  const sources = [
    ...eachPlaced(value.pagerduty, below(place, 'pagerduty')).map(({ entry, at }) => pagerDutySource(entry, at, context)),
    ...eachPlaced(value.rotation, below(place, 'rotation')).flatMap(({ entry, at }) => rotationSource(entry, at, context)),
  ];
  const fallback = value.fallback && fallbackOf(value.fallback, below(place, 'fallback'), context);
  return { name, sources, ...(fallback && { fallback }) };
}

function fallbackOf(fallback: NonNullable<TargetInFile['fallback']>, place: Place, context: Context): TargetSource | undefined {
  const { findings } = context;
  const kinds = written(place);
  if (kinds.length === 0) findings.plainMistake(place, 'names neither pagerduty nor rotation: one of them is needed');
  if (kinds.length === 2) findings.plainMistake(place, 'names both pagerduty and rotation: only one is allowed');
  const { pagerduty, rotation } = fallback;
  if (pagerduty) return pagerDutySource(pagerduty, below(place, 'pagerduty'), context);
  return rotation === undefined ? undefined : rotationSource(rotation, below(place, 'rotation'), context)[0];
}

// What is written counts, so that a source with a mistake of its own isn't called missing too.
function written(place: Place): string[] {
  return ['pagerduty', 'rotation'].filter((kind) => isWritten(below(place, kind)));
}

function pagerDutySource(value: PagerDutyInFile, place: Place, { target, findings }: Context): TargetSource {
  const { levels, countPermanent } = value;
  const kinds = KINDS.filter((kind) => isWritten(below(place, kind)));
  if (kinds.length === 0)
    findings.plainMistake(place, 'names neither schedule, escalationPolicy nor service: one of them is needed');
  if (kinds.length > 1) findings.plainMistake(place, `names ${kinds.join(' and ')}: only one is allowed`);
  return { target, provider: 'pagerduty', of: ofPagerDuty(value), levels, countPermanent };
}

const KINDS = ['schedule', 'escalationPolicy', 'service'];

function ofPagerDuty({ schedule, escalationPolicy, service }: PagerDutyInFile): PagerDutyTarget['of'] {
  if (schedule !== undefined) return { schedule };
  return escalationPolicy !== undefined ? { escalationPolicy } : { service: service ?? '' };
}

function rotationSource(name: string, place: Place, { target, rotations, names, findings }: Context): TargetSource[] {
  findings.expectName(place, name, 'rotation', names);
  const rotation = rotations.get(name);
  return rotation ? [{ target, provider: 'rotation', rotation }] : [];
}
