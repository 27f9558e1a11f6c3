import { basename } from 'node:path';
import type { OnCallRotation } from '../domain/on-call-rotation.ts';
import type { Mistake } from './mistake.ts';
import { printPath } from './mistake.ts';
import { checkRotationNames } from './policy/check-names.ts';
import { valueAt } from './policy/explain-issues.ts';
import { Findings } from './policy/findings.ts';
import { readPolicyFile } from './policy/read-policy-file.ts';
import { rotationsIn } from './policy/resolve-rotations.ts';
import { IN_A_ROTATION_FILE, type RotationFile, rotationFile } from './policy/rotation-file-schema.ts';
import { shape } from './policy/salvage.ts';
import { warnOfRotationFile } from './policy/warn-of-rotations.ts';
import { readYaml, type YamlSource } from './policy/yaml-source.ts';

/** A file as it was read: one of rotations, or a policy, which is read as such. */
export type RotationsReading =
  | { is: 'rotations'; rotations: readonly OnCallRotation[]; warnings: readonly Mistake[] }
  | { is: 'wrong'; mistakes: readonly Mistake[] }
  | { is: 'a policy' };

/** Reads one file of rotations by itself. Whether its people are listed is known to the policy alone, and not asked. Never throws for what it holds. */
export async function readRotations(path: string, now: Temporal.Instant): Promise<RotationsReading> {
  const file = basename(path);
  const reading = await readPolicyFile(path);
  if (!reading.ok) return { is: 'wrong', mistakes: [{ file, path: '', message: reading.message }] };
  const { source, mistakes } = readYaml(file, reading.text);
  if (!source) return { is: 'wrong', mistakes };
  return valueAt(source.root, ['version']) === undefined ? readSource(source, mistakes, now) : { is: 'a policy' };
}

function readSource(source: YamlSource, ofYaml: readonly Mistake[], now: Temporal.Instant): RotationsReading {
  const shaped = shape(rotationFile, source.root, IN_A_ROTATION_FILE);
  const ofShape = shaped.mistakes.map(({ path, ...mistake }) => ({
    ...{ file: source.file, line: source.lineOf(path), path: printPath(path), ...mistake },
  }));
  const findings = new Findings();
  checkRotationNames([source], findings);
  const checked = { source, ...(shaped.value && { value: shaped.value }) };
  const rotations = rotationsIn(checked, shaped.value ? peopleIn(shaped.value) : new Set(), findings);
  const mistakes = [...ofYaml, ...ofShape, ...findings.mistakes];
  if (mistakes.length > 0) return { is: 'wrong', mistakes };
  warnOfRotationFile(checked, rotations, now, findings);
  return { is: 'rotations', rotations, warnings: findings.warnings };
}

function peopleIn({ rotations, overrides = [] }: RotationFile): ReadonlySet<string> {
  const members = rotations.flatMap((rotation) => rotation.members.flat());
  return new Set([...members, ...overrides.flatMap((override) => [override.replace, override.with])]);
}
