import { setTimeout as pause } from 'node:timers/promises';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { Pool } from 'undici';
import type { LoadOf, OpenLoop, OpenLoopResult } from './run-load.ts';
import { signedCommand } from './signed-command.ts';
import { TicketSupply } from './ticket-supply.ts';

const NO_ACK_MS = 10_000;
// Enough that no command ever waits for a connection.
const CONNECTIONS = 256;

const load = workerData as LoadOf<OpenLoop>;
const port = parentPort as MessagePort;

/** Sends at the intended times, and counts from those: a late send and every ack held up behind another count in full. */
async function openLoop(): Promise<OpenLoopResult> {
  const supply = new TicketSupply(port, load.perSecond);
  const pool = new Pool(load.url, { connections: CONNECTIONS, headersTimeout: NO_ACK_MS, bodyTimeout: NO_ACK_MS });
  await supply.filled();
  const result: OpenLoopResult = { latencies: [], failed: 0 };
  const sent: Promise<void>[] = [];
  const began = performance.now() + 50;
  for (let nth = 0; nth < load.perSecond * load.seconds; nth += 1) {
    const intended = began + (nth * 1000) / load.perSecond;
    const early = intended - performance.now();
    if (early > 0) await pause(early);
    sent.push(send(pool, supply, intended, result));
  }
  await Promise.all(sent);
  await pool.destroy();
  return result;
}

async function send(pool: Pool, supply: TicketSupply, intended: number, result: OpenLoopResult): Promise<void> {
  const command = signedCommand(load.signingSecret, load.words, supply.take());
  try {
    const { statusCode, body } = await pool.request({ path: '/slack/events', method: 'POST', ...command });
    await body.dump();
    if (statusCode !== 200) result.failed += 1;
  } catch {
    result.failed += 1;
  }
  result.latencies.push(performance.now() - intended);
}

port.postMessage({ result: await openLoop() });
