import type { PageCalls, PageState } from '../../src/sandbox/page-api.ts';
import type { Sandbox } from '../../src/sandbox/start-sandbox.ts';

/** What the page asks of its server. */
export function pageOf(sandbox: () => Sandbox) {
  return {
    state: async (as: string) => (await (await fetch(`${sandbox().pageUrl}/sandbox/state?as=${as}`)).json()) as PageState,

    async post<Verb extends keyof PageCalls>(
      verb: Verb,
      body: PageCalls[Verb],
    ): Promise<{ status: number; ok: boolean; error?: string }> {
      const headers = { 'content-type': 'application/json' };
      const address = `${sandbox().pageUrl}/sandbox/${verb}`;
      const response = await fetch(address, { method: 'POST', headers, body: JSON.stringify(body) });
      return { status: response.status, ...((await response.json()) as { ok: boolean }) };
    },
  };
}
