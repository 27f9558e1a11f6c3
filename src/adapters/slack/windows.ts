import { z } from 'zod';
import type { Window } from './blocks/kit.ts';
import type { SlackCalls } from './clients.ts';
import { SlackFault } from './slack-fault.ts';

/** A view as Slack keeps it now: `hash` changes with every update. */
export interface ViewNow {
  viewId: string;
  hash: string;
}

const answer = z.object({ view: z.object({ id: z.string(), hash: z.string() }) });

/** Opens a window under that name. The trigger lives for three seconds and opens one. Throws SlackFault. */
export async function openWindow(call: SlackCalls, triggerId: string, externalId: string, window: Window): Promise<ViewNow> {
  return viewNow('views.open', await call('views.open', { trigger_id: triggerId, view: named(window, externalId) }));
}

/** Overwrites the window of that name; with `hash` only while it is that one still. Throws SlackFault: `gone` when nobody has it open. */
export async function updateWindow(call: SlackCalls, externalId: string, window: Window, hash?: string): Promise<ViewNow> {
  const unchanged = hash === undefined ? {} : { hash };
  return viewNow(
    'views.update',
    await call('views.update', { external_id: externalId, view: named(window, externalId), ...unchanged }),
  );
}

// An update without the external id takes it away, and with it the way to the next update.
function named(window: Window, externalId: string): Window {
  return { ...window, external_id: externalId };
}

// The answer echoes the view, values too: only these two are taken out of it.
function viewNow(method: string, body: unknown): ViewNow {
  const read = answer.safeParse(body);
  if (!read.success) throw new SlackFault(method, 'unavailable', 'odd_shape');
  return { viewId: read.data.view.id, hash: read.data.view.hash };
}
