import { Agent, request } from 'undici';
import type { Logger } from '../../ports/logger.ts';

const PATIENCE_MS = 2500;

/** Posts to a `response_url`; whether Slack took it. Never throws, never follows a redirect. */
export type PostToHook = (url: string, answer: Record<string, unknown>) => Promise<boolean>;

/**
 * Answers by `response_url`, only ever at `hooksHost`: Slack's host name (then by https), or a whole origin such as `http://127.0.0.1:4000` in the
 * sandbox. Any other address in a payload isn't called.
 */
export function hooks(hooksHost: string, log: Logger): { post: PostToHook; close(): Promise<void> } {
  const { origin } = new URL(hooksHost.includes('://') ? hooksHost : `https://${hooksHost}`);
  const agent = new Agent({ connect: { timeout: 1000 }, headersTimeout: PATIENCE_MS, bodyTimeout: PATIENCE_MS });
  const post: PostToHook = async (url, answer) => {
    if (!URL.canParse(url) || new URL(url).origin !== origin || new URL(url).username !== '') {
      log.warn('response_url elsewhere, not called');
      return false;
    }
    try {
      const headers = { 'content-type': 'application/json' };
      const signal = AbortSignal.timeout(PATIENCE_MS);
      const body = JSON.stringify(answer);
      const response = await request(url, { method: 'POST', headers, body, dispatcher: agent, signal });
      await response.body.dump({ limit: 64 * 1024 });
      if (response.statusCode !== 200) log.warn('response_url refused', { status: response.statusCode });
      return response.statusCode === 200;
    } catch (error) {
      log.warn('response_url failed', { name: error instanceof Error ? error.name : 'unknown' });
      return false;
    }
  };
  return { post, close: () => agent.destroy() };
}
