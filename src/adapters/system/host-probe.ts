import { once } from 'node:events';
import { createServer } from 'node:net';
import { fetch, type Response } from 'undici';
import type { PortState } from '../../domain/diagnosis/listening.ts';
import type { HostProbe } from '../../ports/host-probe.ts';

const ANSWER_MS = 2000;
const LONGEST_ANSWER = 10_000;
const MOST_REASONS = 10;

/** This machine's ports: looked at by listening for a moment, and, where somebody else does, by asking for /readyz and /metrics. */
export function hostProbe(): HostProbe {
  return {
    async port(host, port) {
      const fault = await faultOfListening(host, port);
      if (fault === undefined) return { state: 'free' };
      if (fault === 'EACCES' || fault === 'EPERM') return { state: 'forbidden' };
      if (fault === 'EADDRINUSE') return { state: 'taken', by: await listenerAt(host, port) };
      return { state: 'elsewhere' };
    },
  };
}

async function faultOfListening(host: string, port: number): Promise<string | undefined> {
  const server = createServer();
  try {
    server.listen({ host, port, exclusive: true });
    await once(server, 'listening');
    server.close();
    return undefined;
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
  }
}

async function listenerAt(host: string, port: number): Promise<Extract<PortState, { state: 'taken' }>['by']> {
  const to = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '[::1]' : host.includes(':') ? `[${host}]` : host;
  const ask = async (path: string) => {
    const response = await fetch(`http://${to}:${port}${path}`, { signal: AbortSignal.timeout(ANSWER_MS), redirect: 'error' });
    return { response, text: await response.text() };
  };
  try {
    const ready = await ask('/readyz');
    const missing = missingIn(ready.response, ready.text);
    if (missing !== undefined) return { what: 'bot', missing };
    const metrics = await ask('/metrics');
    return metrics.response.status === 200 && OF_A_BOT.test(metrics.text) ? { what: 'metrics' } : { what: 'stranger' };
  } catch {
    return { what: 'stranger' };
  }
}

const OF_A_BOT = /^nightlatch_ready\b/m;

// What a bot says is missing: nothing where it is ready. Undefined when what answers isn't one.
function missingIn({ status, headers }: Response, text: string): string[] | undefined {
  const lines = text.slice(0, LONGEST_ANSWER).trim().split('\n');
  if (status === 200 && lines[0] === 'ready') return [];
  return status === 503 && isOurs(headers.get('content-type')) ? lines.slice(0, MOST_REASONS) : undefined;
}

function isOurs(type: string | null): boolean {
  return type === 'text/plain; charset=utf-8';
}
