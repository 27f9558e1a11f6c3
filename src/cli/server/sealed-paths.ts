import { basename } from 'node:path';
import { readPolicy } from '../../config/read-policy.ts';

/** Which sealed values the variables of that policy file read; undefined where it can't be read, or has a mistake. */
export async function sealedPathsIn(policyFile: string): Promise<{ file: string; paths: ReadonlySet<string> } | undefined> {
  const reading = await readPolicy(policyFile);
  if (!reading.ok) return undefined;
  const variables = [...reading.policy.resources.values()].flatMap((resource) => [...resource.variables.values()]);
  const sealed = variables.flatMap(({ source }) => (source.source === 'sealed' ? [source.path] : []));
  return { file: basename(policyFile), paths: new Set(sealed) };
}
