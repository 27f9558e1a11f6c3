import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import autocannon from 'autocannon';
import type { LoadOf, Saturation, SaturationResult } from './run-load.ts';
import { signedCommand } from './signed-command.ts';
import { TicketSupply } from './ticket-supply.ts';

// At a thousand a second they are used within Slack's three seconds.
const TICKETS_AHEAD = 512;

const load = workerData as LoadOf<Saturation>;
const port = parentPort as MessagePort;

async function saturation(): Promise<SaturationResult> {
  const supply = new TicketSupply(port, TICKETS_AHEAD);
  await supply.filled();
  const once = supply.take();
  const ticket = () => (load.repeated ? once : supply.take());
  const options: Parameters<typeof autocannon>[0] = {
    url: load.url,
    connections: load.connections,
    duration: load.seconds,
    requests: [
      {
        method: 'POST',
        path: '/slack/events',
        setupRequest: (request) => ({ ...request, ...signedCommand(load.signingSecret, load.words, ticket()) }),
      },
    ],
  };
  const result = autocannon.aggregateResult([await autocannon(options)], options);
  return {
    perSecond: result['2xx'] / result.duration,
    p50: result.latency.p50,
    p99: result.latency.p99,
    failed: result.non2xx + result.errors + result.timeouts,
  };
}

port.postMessage({ result: await saturation() });
