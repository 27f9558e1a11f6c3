import { cleanReason } from '../../../../domain/command-text/clean-reason.ts';
import { answerRefusedWindow, deniedWindow, requestNotFoundWindow } from '../../blocks/approval-answer-window.ts';
import { DENY_REASON, MOST_DENY_REASON } from '../../blocks/deny-window.ts';
import { clipped } from '../../blocks/text.ts';
import { denyingWindow } from '../../blocks/waiting-windows.ts';
import type { IncomingSubmission } from '../../incoming.ts';
import { asId, placeOf } from '../click-place.ts';
import { conclude } from '../conclude.ts';
import type { KnownSubmission } from '../known.ts';
import { type ListenerNeeds, readerFor } from '../listener-needs.ts';

/** The form of Deny, sent off: what it says of the request is a claim, and is decided on anew. */
export const DENYING: KnownSubmission = {
  about: 'Deny',
  ack: () => ({ response_action: 'update', view: denyingWindow() }),
  answer: (needs, from) =>
    conclude(needs, placeOf(from), { doing: 'deny' }, async () => {
      const requestId = asId(from.metadata);
      if (requestId === undefined) return requestNotFoundWindow('not-found', await readerFor(needs, from.user));
      return deny(needs, from, requestId);
    }),
};

async function deny(needs: ListenerNeeds, from: IncomingSubmission, requestId: string) {
  const written = from.fields.get(DENY_REASON);
  // Slack keeps honest clients to the length; nobody else has to.
  const reason = typeof written === 'string' ? clipped(cleanReason(written), MOST_DENY_REASON) : '';
  const outcome = await needs.verbs.denyRequest({ slackId: from.user, requestId, ...(reason === '' ? {} : { reason }) });
  needs.kickCards();
  if (outcome.outcome === 'denied' || outcome.outcome === 'approved') return deniedWindow(outcome.request);
  return answerRefusedWindow(outcome, from.user, 'denied', await readerFor(needs, from.user));
}
