import type { IncomingMessage, ServerResponse } from 'node:http';
import { bundlePage, type PageBundle } from './bundle-page.ts';
import { isJsonObject } from './json.ts';
import { type Listening, listen } from './listen.ts';
import type { PageCalls } from './page-api.ts';
import { type PageSource, pageState, revisionOf } from './page-state.ts';
import { PageRefusal, pageVerbs } from './page-verbs.ts';
import { readBody } from './read-body.ts';

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  // The block renderer's pop-ups write style elements of their own.
  "style-src 'self' 'unsafe-inline'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Nightlatch sandbox</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/page.css">
</head>
<body><div id="root"></div><script type="module" src="/page.js"></script></body>
</html>
`;

const stillThere = 15_000;

/** Serves the page on an origin of its own, to this machine only; other hosts' pages can neither read nor steer it. */
export async function servePage(port: number, source: PageSource): Promise<Listening> {
  const bundle = await bundlePage();
  const listening: Listening = await listen(port, (request, response) => {
    response.setHeader('content-security-policy', policy);
    response.setHeader('x-content-type-options', 'nosniff');
    response.setHeader('referrer-policy', 'no-referrer');
    response.setHeader('cache-control', 'no-store');
    if (isForeign(request, listening.url)) return answer(response, 403, { ok: false, error: 'Only the page itself may ask.' });
    return route({ source, bundle }, request, response);
  });
  return listening;
}

/** Another name for this address (DNS rebinding) or another page's request. */
function isForeign({ headers }: IncomingMessage, url: string): boolean {
  const { port } = new URL(url);
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  const { host = '', origin } = headers;
  return !hosts.includes(host) || (origin !== undefined && !hosts.some((one) => origin === `http://${one}`));
}

interface Served {
  source: PageSource;
  bundle: PageBundle | undefined;
}

async function route({ source, bundle }: Served, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://page');
  const verb = /^\/sandbox\/([a-z]+)$/.exec(pathname)?.[1];
  if (request.method === 'POST' && verb !== undefined && Object.hasOwn(pageVerbs, verb)) {
    return act(source, verb as keyof PageCalls, request, response);
  }
  if (request.method !== 'GET') return answer(response, 405, { ok: false, error: 'There is nothing to post there.' });
  const as = source.slack.workspace.people.get(searchParams.get('as') ?? 'U01ALICE');
  if (verb !== undefined && as === undefined) return answer(response, 404, { ok: false, error: 'There is no such person here.' });
  if (verb === 'state' && as !== undefined) return answer(response, 200, pageState(source, as));
  if (verb === 'events') return follow(source, request, response);
  sendFile(pathname, bundle, response);
}

function sendFile(pathname: string, bundle: PageBundle | undefined, response: ServerResponse): void {
  if (bundle === undefined) {
    response.writeHead(pathname === '/' ? 200 : 404, { 'content-type': 'text/plain; charset=utf-8' });
    response.end('The sandbox is running; its page is not part of this build.\n');
    return;
  }
  const files: Record<string, [type: string, text: string]> = {
    '/': ['text/html', page],
    '/page.js': ['text/javascript', bundle.js],
    '/page.css': ['text/css', bundle.css],
  };
  const file = Object.hasOwn(files, pathname) ? files[pathname] : undefined;
  if (file === undefined) response.writeHead(404).end();
  else response.writeHead(200, { 'content-type': `${file[0]}; charset=utf-8` }).end(file[1]);
}

async function act(source: PageSource, verb: keyof PageCalls, request: IncomingMessage, response: ServerResponse): Promise<void> {
  // A form of another site can't send this type without asking first.
  if (!request.headers['content-type']?.startsWith('application/json')) {
    return answer(response, 415, { ok: false, error: 'Send JSON.' });
  }
  try {
    const body: unknown = JSON.parse(await readBody(request, 1_000_000));
    if (!isJsonObject(body)) throw new SyntaxError('not an object');
    await (pageVerbs[verb] as (source: PageSource, body: object) => unknown)(source, body);
    answer(response, 200, { ok: true });
  } catch (error) {
    if (error instanceof PageRefusal) answer(response, 409, { ok: false, error: error.message });
    else if (error instanceof SyntaxError) answer(response, 400, { ok: false, error: 'That is no JSON object.' });
    else throw error;
  }
}

/** Sends the revision now and after each change; changes of one turn are sent as one. */
function follow(source: PageSource, request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', connection: 'keep-alive' });
  let waiting = false;
  const send = (): void => {
    waiting = false;
    response.write(`data: ${revisionOf(source)}\n\n`);
  };
  const soon = (): void => {
    if (waiting) return;
    waiting = true;
    setImmediate(send);
  };
  const stops = [source.slack.changes.subscribe(soon), source.pagerDuty.state.changes.subscribe(soon)];
  const beat = setInterval(() => response.write(': still there\n\n'), stillThere).unref();
  request.on('close', () => {
    clearInterval(beat);
    for (const stop of stops) stop();
  });
  send();
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body));
}
