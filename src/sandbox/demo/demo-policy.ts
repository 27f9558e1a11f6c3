import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const HERE = import.meta.dirname;
const ZONE = 'Europe/Berlin';
// As many as there are people by turns, or a multiple: the first of them has the week that begins now.
const WEEKS_BEFORE = 4;

interface DemoPolicy {
  now: Temporal.Instant;
  withHistory: boolean;
}

/** Puts the demo's policy, and the rotations it lists, into `folder`, closed to others: a checkout may leave files that a group can write, and such a policy is refused. */
export async function writeDemoPolicy(folder: string, { now, withHistory }: DemoPolicy): Promise<string> {
  const [policy, rotations] = await Promise.all(
    ['nightlatch.yml', 'rotations.yml'].map((name) => readFile(join(HERE, name), 'utf8')),
  );
  const file = join(folder, 'nightlatch.yml');
  await writeFile(join(folder, 'rotations.yml'), beginningBefore(now, rotations ?? ''), { mode: 0o600 });
  await writeFile(file, withHistory ? withoutPlans(policy ?? '') : (policy ?? ''), { mode: 0o600 });
  return file;
}

function beginningBefore(now: Temporal.Instant, rotations: string): string {
  const anchor = now.toZonedDateTimeISO(ZONE).toPlainDate().subtract({ weeks: WEEKS_BEFORE });
  return rotations.replace(/anchor: "[^"]+"/, `anchor: "${anchor}T00:00"`);
}

// Four weeks that pass within a minute leave no time to read plans in.
function withoutPlans(policy: string): string {
  return policy.replace('  showFor: 60s', '  showFor: 60s\n  settled: 0m');
}
