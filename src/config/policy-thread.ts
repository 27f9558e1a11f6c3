import { once } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';
import { packed } from './packed.ts';
import type { Asked, Said } from './read-beside.ts';
import { readPolicy, readStoredPolicy } from './read-policy.ts';

// A thread for one reading. What it read goes back in parts, the next one when it is asked for: taking a large policy in at once would hold up the
// process as reading it does.

const A_PART = 200;

const asked = workerData as Asked;
const reading = 'path' in asked ? await readPolicy(asked.path) : readStoredPolicy(asked.text);

if (reading.ok) {
  const resources = [...reading.policy.resources];
  for (let from = 0; from < resources.length; from += A_PART) {
    say({ resources: packed(resources.slice(from, from + A_PART)) });
    await once(port(), 'message');
  }
  say({ reading: { ...reading, policy: packed({ ...reading.policy, resources: new Map() }) } });
} else say({ reading });

function say(said: Said): void {
  port().postMessage(said);
}

function port(): NonNullable<typeof parentPort> {
  if (!parentPort) throw new Error('this file is for a thread');
  return parentPort;
}
