import { answerRefusedWindow } from '../../blocks/approval-answer-window.ts';
import { A_SHORT_WHILE } from '../../blocks/request-blocks.ts';
import type { IncomingClick } from '../../incoming.ts';
import type { ListenerNeeds, RequestClick } from '../listener-needs.ts';
import { readerFor } from '../listener-needs.ts';
import { answerRequestClick } from '../request-click.ts';

/** Approve: a yes to the request as it was asked. */
export function answerApprove(needs: ListenerNeeds, click: IncomingClick): Promise<boolean> {
  return approve(needs, click, {});
}

/** Approve for 15m: a yes that may shorten it. */
export function answerApproveShort(needs: ListenerNeeds, click: IncomingClick): Promise<boolean> {
  return approve(needs, click, { atMost: A_SHORT_WHILE });
}

// The card itself says that it was approved: more words would only be in the way.
function approve(needs: ListenerNeeds, click: IncomingClick, limit: { atMost?: Temporal.Duration }): Promise<boolean> {
  return answerRequestClick(needs, click, 'approve', async (by: RequestClick) => {
    const outcome = await needs.verbs.approveRequest({ ...by, ...limit });
    if (outcome.outcome === 'approved' || outcome.outcome === 'denied') return undefined;
    return answerRefusedWindow(outcome, click.user, 'approved', await readerFor(needs, click.user));
  });
}
