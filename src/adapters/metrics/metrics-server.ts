import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { PrometheusMetrics } from './prometheus.ts';

/** Where the metrics are asked for. */
export interface MetricsServer {
  /** With the port that the system chose, where it was to. */
  address: AddressInfo;
  close(): void;
}

// Enough for a few scrapers; nobody else has business here.
const MOST_CONNECTIONS = 20;
const LIMITS = { headersTimeout: 5000, requestTimeout: 5000, connectionsCheckingInterval: 1000, maxHeaderSize: 8192 };

/** Answers `GET /metrics` and nothing else; the process is watched from then on. Rejects with the system's error when it can't listen there. */
export async function serveMetrics(
  metrics: Pick<PrometheusMetrics, 'text' | 'contentType' | 'watchProcess'>,
  at: { host: string; port: number },
): Promise<MetricsServer> {
  const server = createServer(LIMITS, (request, response) => void answer(metrics, request, response));
  server.maxConnections = MOST_CONNECTIONS;
  server.listen(at.port, at.host);
  await once(server, 'listening');
  metrics.watchProcess();
  return {
    address: server.address() as AddressInfo,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function answer(
  metrics: Pick<PrometheusMetrics, 'text' | 'contentType'>,
  { url, method }: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (url?.split('?', 1)[0] !== '/metrics') return end(response, 404, 'not found\n');
  if (method !== 'GET') return end(response, 405, 'only GET\n');
  try {
    end(response, 200, await metrics.text(), metrics.contentType);
  } catch {
    end(response, 500, 'the metrics could not be read\n');
  }
}

function end(response: ServerResponse, status: number, text: string, type = 'text/plain; charset=utf-8'): void {
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(text);
}
