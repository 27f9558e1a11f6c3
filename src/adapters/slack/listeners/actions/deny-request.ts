import { isWaiting } from '../../../../domain/request.ts';
import { answerRefusedWindow, noDenyWindow, requestNotFoundWindow } from '../../blocks/approval-answer-window.ts';
import { denyWindow } from '../../blocks/deny-window.ts';
import type { Window } from '../../blocks/kit.ts';
import type { IncomingClick } from '../../incoming.ts';
import { SlackFault } from '../../slack-fault.ts';
import { updateWindow } from '../../windows.ts';
import { type ListenerNeeds, readerFor } from '../listener-needs.ts';
import { answerInWindow } from '../new-window.ts';
import type { Turned } from '../turn-window.ts';

/** Deny: a window asks why, and only sent off is it a no. What can be seen to be in vain is said at once. */
export function answerDeny(needs: ListenerNeeds, click: IncomingClick): Promise<boolean> {
  return answerInWindow(needs, click, 'deny', async (by, turned) => {
    const found = await needs.verbs.requestDetails(by);
    if (found.outcome !== 'details') return requestNotFoundWindow(found.outcome, await readerFor(needs, click.user));
    const { request, reader } = found;
    if (!isWaiting(request, reader.now))
      return answerRefusedWindow({ outcome: 'settled', request }, click.user, 'denied', reader);
    if (request.requester.slackId === click.user)
      return answerRefusedWindow({ outcome: 'own-request', request }, click.user, 'denied', reader);
    return formShown(needs, turned, denyWindow(request, reader));
  });
}

// A form works in a window only, so no message can take its place.
async function formShown(needs: ListenerNeeds, turned: Turned, form: Window): Promise<Window | undefined> {
  if (turned.state !== 'open') return noDenyWindow();
  try {
    await updateWindow(needs.clients.interactive, turned.externalId, form);
    return undefined;
  } catch (error) {
    if (!(error instanceof SlackFault)) throw error;
    needs.log.warn('form not shown', { method: error.method, code: error.code });
    return noDenyWindow();
  }
}
