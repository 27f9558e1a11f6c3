import type { RequesterOutcome } from '../../../../use-cases/approval-outcome.ts';
import { requesterAnswerWindow, requestNotFoundWindow } from '../../blocks/approval-answer-window.ts';
import type { Window } from '../../blocks/kit.ts';
import { requestWindow } from '../../blocks/request-window.ts';
import type { IncomingClick } from '../../incoming.ts';
import { type ListenerNeeds, readerFor } from '../listener-needs.ts';
import { answerRequestClick } from '../request-click.ts';

/** Withdraw: the requester takes it back. */
export function answerWithdraw(needs: ListenerNeeds, click: IncomingClick): Promise<boolean> {
  return answerRequestClick(needs, click, 'withdraw', async (by) =>
    windowAfter(needs, click, await needs.verbs.withdrawRequest(by)),
  );
}

/** Nudge: the approvers are asked again. */
export function answerNudge(needs: ListenerNeeds, click: IncomingClick): Promise<boolean> {
  return answerRequestClick(needs, click, 'nudge', async (by) => windowAfter(needs, click, await needs.verbs.nudgeApprovers(by)));
}

// Where it is a card, that shows what their click did, so only that it did nothing is said; anything else shows how things stand.
async function windowAfter(needs: ListenerNeeds, click: IncomingClick, outcome: RequesterOutcome): Promise<Window | undefined> {
  const reader = await readerFor(needs, click.user);
  if (!('request' in outcome)) return requestNotFoundWindow(outcome.outcome, reader);
  const { from } = click;
  const isDone = outcome.outcome === 'withdrawn' || outcome.outcome === 'nudged';
  const isCard = from.kind === 'home' || (from.kind === 'message' && !from.ephemeral);
  if (isCard) return isDone ? undefined : requesterAnswerWindow(outcome, reader);
  const { request } = outcome;
  const resource = needs.policy.current()?.resources.get(request.asked.resource);
  const happened = outcome.outcome === 'too-soon' ? 'too-soon' : undefined;
  return requestWindow({ request, resource, now: reader.now }, reader.timezone, happened);
}
