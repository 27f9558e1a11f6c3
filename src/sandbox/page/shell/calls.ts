import type { PageCalls, PageState } from '../../page-api.ts';

/** What became of a call; a refusal carries the sandbox's own words. */
export type Called = { ok: true } | { ok: false; error: string };

const unreachable: Called = { ok: false, error: "The sandbox doesn't answer. Is it still running?" };

/** Calls the sandbox; never throws. */
export async function call<Verb extends keyof PageCalls>(verb: Verb, body: PageCalls[Verb]): Promise<Called> {
  try {
    const response = await fetch(`/sandbox/${verb}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const answer: unknown = await response.json().catch(() => undefined);
    if (response.ok) return { ok: true };
    return { ok: false, error: errorOf(answer) ?? `The sandbox refused this (${response.status}).` };
  } catch {
    return unreachable;
  }
}

function errorOf(answer: unknown): string | undefined {
  if (typeof answer !== 'object' || answer === null || !('error' in answer)) return undefined;
  return typeof answer.error === 'string' ? answer.error : undefined;
}

/** Everything that one viewer sees; without one, the sandbox chooses. Throws when the sandbox doesn't answer. */
export async function fetchState(as: string | undefined): Promise<PageState> {
  const response = await fetch(as === undefined ? '/sandbox/state' : `/sandbox/state?as=${encodeURIComponent(as)}`);
  if (!response.ok) throw new Error(`the sandbox answered ${response.status}`);
  return (await response.json()) as PageState;
}
