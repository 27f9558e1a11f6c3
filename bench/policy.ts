import { parse } from 'yaml';
import type { Line } from './report.ts';
import { median } from './statistics.ts';
import { bigPolicy, policyIn, withPolicyFiles } from './world/big-policy.ts';

const RESOURCES = 5000;
const ROUNDS = 3;

/** The whole check of a policy with 5,000 resources, from its files to what is found, beside reading the same texts as YAML alone. */
export async function policyFigure(): Promise<Line[]> {
  const files = bigPolicy(RESOURCES);
  const [checks, bare]: [number[], number[]] = [[], []];
  await withPolicyFiles(files, async (path) => {
    for (let round = 0; round < ROUNDS; round += 1) {
      bare.push(await secondsOf(async () => Object.values(files).forEach((text) => void parse(text))));
      checks.push(await secondsOf(async () => void (await policyIn(path))));
    }
  });
  const value = median(checks);
  return [{ figure: 'policy check, 5,000 resources', value, unit: 's', peer: 'the YAML alone', ratio: value / median(bare) }];
}

async function secondsOf(work: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
}
