import { createServer, type IncomingMessage, type Server, type ServerOptions, type ServerResponse } from 'node:http';

export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

export interface ServerNeeds {
  /** Takes `/slack/events`. */
  slack: Handler;
  /** Takes `/webhooks/pagerduty`. */
  pagerDuty: Handler;
  /** Why this process can't serve now; empty when it can. Names no secret and no address. */
  notReady(): string[];
  /** Time-outs and sizes of the connection. */
  limits: ServerOptions;
}

/** The bot's HTTP server, not yet listening: the doors of Slack and of PagerDuty's webhooks, `/healthz` (the process lives) and `/readyz` (it can serve). */
export function httpServer(needs: ServerNeeds): Server {
  const server = createServer(needs.limits, (request, response) => {
    const path = (request.url ?? '').split('?', 1)[0];
    if (path === '/slack/events') needs.slack(request, response);
    else if (path === '/webhooks/pagerduty') needs.pagerDuty(request, response);
    else if (request.method !== 'GET') answer(response, 404, 'not found');
    else if (path === '/healthz') answer(response, 200, 'ok');
    else if (path === '/readyz') answerReadiness(response, needs.notReady());
    else answer(response, 404, 'not found');
  });
  return server;
}

function answerReadiness(response: ServerResponse, reasons: string[]): void {
  answer(response, reasons.length === 0 ? 200 : 503, reasons.length === 0 ? 'ready' : reasons.join('\n'));
}

function answer(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' }).end(`${text}\n`);
}
