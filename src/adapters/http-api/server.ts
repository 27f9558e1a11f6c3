import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

const HEADERS_MS = 5_000;
const REQUEST_MS = 10_000;

export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

export interface ServerNeeds {
  /** Takes `/slack/events`. */
  slack: Handler;
  /** Why this process can't serve now; empty when it can. Names no secret and no address. */
  notReady(): string[];
}

/** The bot's HTTP server, not yet listening: Slack's door, `/healthz` (the process lives) and `/readyz` (it can serve). */
export function httpServer(needs: ServerNeeds): Server {
  const server = createServer(
    { headersTimeout: HEADERS_MS, requestTimeout: REQUEST_MS, connectionsCheckingInterval: 1_000 },
    (request, response) => {
      const path = (request.url ?? '').split('?', 1)[0];
      if (path === '/slack/events') needs.slack(request, response);
      else if (request.method !== 'GET') answer(response, 404, 'not found');
      else if (path === '/healthz') answer(response, 200, 'ok');
      else if (path === '/readyz') answerReadiness(response, needs.notReady());
      else answer(response, 404, 'not found');
    },
  );
  return server;
}

function answerReadiness(response: ServerResponse, reasons: string[]): void {
  answer(response, reasons.length === 0 ? 200 : 503, reasons.length === 0 ? 'ready' : reasons.join('\n'));
}

function answer(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' }).end(`${text}\n`);
}
