import { z } from 'zod';
import type { SlackCalls } from '../clients.ts';
import { SlackFault } from '../slack-fault.ts';

const METHOD = 'apps.connections.open';

const opened = z.object({ url: z.string().max(2000) });

/**
 * Asks Slack for an address to connect to; it works once and only for a moment. `call` is under the app token. An address that isn't Slack's own is
 * refused, or whoever sits there could act as anyone in the workspace: with `apiUrl` (the sandbox) it must be that very host. Throws SlackFault.
 */
export async function askSocketAddress(call: SlackCalls, apiUrl: string | undefined): Promise<string> {
  const answer = opened.safeParse(await call(METHOD, {}));
  if (!answer.success) throw new SlackFault(METHOD, 'unavailable', 'odd_shape');
  if (!isSlacks(answer.data.url, apiUrl)) throw new SlackFault(METHOD, 'unavailable', 'address_elsewhere');
  return answer.data.url;
}

function isSlacks(address: string, apiUrl: string | undefined): boolean {
  const url = URL.parse(address);
  if (url === null || url.username !== '' || url.password !== '') return false;
  const api = new URL(apiUrl ?? 'https://slack.com/api/');
  if (api.host !== 'slack.com') return url.host === api.host && url.protocol === (api.protocol === 'https:' ? 'wss:' : 'ws:');
  return url.protocol === 'wss:' && url.port === '' && url.hostname.endsWith('.slack.com');
}
