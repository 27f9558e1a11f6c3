import type { Sandbox } from '../../src/sandbox/start-sandbox.ts';

type Answer = { ok: boolean; error?: string; [key: string]: unknown };

/** Calls a Web API method as JSON, with arguments that no honest client would send too. */
export async function callSlack(
  sandbox: Sandbox,
  method: string,
  args: Record<string, unknown> = {},
  token = sandbox.botToken,
): Promise<Answer> {
  const response = await fetch(`${sandbox.slackApiUrl}${method}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(args),
  });
  return (await response.json()) as Answer;
}

export const plain = (text: string) => ({ type: 'plain_text' as const, text });
export const section = (text: string, more = {}) => ({ type: 'section', text: plain(text), ...more });
export const aModal = (more: Record<string, unknown> = {}) => ({
  type: 'modal',
  title: plain('Unlock'),
  blocks: [section('hello')],
  ...more,
});
