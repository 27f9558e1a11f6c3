import { monitorEventLoopDelay } from 'node:perf_hooks';
import { connect } from '../src/adapters/postgres/connect.ts';
import { postgresStore } from '../src/adapters/postgres/postgres-store.ts';
import { readPolicyBeside } from '../src/config/read-beside.ts';
import { policyText } from '../src/config/read-policy.ts';
import type { Policy } from '../src/domain/policy.ts';
import type { Store } from '../src/ports/store.ts';
import { putPolicyInForce } from '../src/use-cases/put-policy-in-force.ts';
import type { Line } from './report.ts';
import { bigPolicy, withPolicyFiles } from './world/big-policy.ts';
import type { World } from './world/world.ts';

const RESOURCES = 5000;
const FIGURE = 'policy that changes, 5,000 resources';

/** Each is one policy after the other: all rules of all resources change in several ways, then one, then a rule that all have. */
const CHANGES: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => text.replaceAll('atMost: 4h', 'atMost: 3h').replaceAll(/name: (incident|quiet)/g, 'reason: required, name: $1'),
  (text) => text.replace('title: Database 7\n', 'title: Seven\n'),
  (text) => text.replaceAll('maxAge: 1h', 'maxAge: 2h'),
];

/** The longest that a process answers nobody while a large policy that changed is read, and while it is compared and put in force. */
export async function adoptionFigure(world: World): Promise<Line[]> {
  const database = await world.startDatabase();
  const pool = connect(database.appUrl);
  const store = postgresStore(pool);
  const blocks = { reading: [] as number[], adopting: [] as number[] };
  let before: Policy | undefined;
  for (const change of CHANGES) {
    const files = Object.entries(bigPolicy(RESOURCES)).map(([name, text]) => [name, change(text)]);
    const read = await longestBlock(() => withPolicyFiles(Object.fromEntries(files), readSound));
    const put = await longestBlock(() => adopt(store, before, read.result));
    before = read.result.policy;
    blocks.reading.push(read.ms);
    blocks.adopting.push(put.ms);
  }
  await pool.close();
  await database.stop();
  return [
    { figure: `${FIGURE}: longest block while it is read`, value: Math.max(...blocks.reading), unit: 'ms' },
    { figure: `${FIGURE}: longest block until it is in force`, value: Math.max(...blocks.adopting), unit: 'ms' },
  ];
}

async function readSound(path: string) {
  const reading = await readPolicyBeside(path);
  if (reading.ok) return reading;
  throw new Error(reading.mistakes[0]?.message);
}

async function adopt(
  store: Store,
  before: Policy | undefined,
  { policy, texts }: Awaited<ReturnType<typeof readSound>>,
): Promise<void> {
  // The one before is held, so none is read back.
  const needs = { store, reader: { read: async () => undefined }, policy: { current: () => before } };
  await putPolicyInForce(needs, { policy, text: policyText(texts), by: { kind: 'nightlatch' } });
}

/** Milliseconds in which the event loop came to nothing else, to the nearest one or two. */
async function longestBlock<T>(work: () => Promise<T>): Promise<{ ms: number; result: T }> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const result = await work();
  delay.disable();
  return { ms: delay.max / 1e6, result };
}
