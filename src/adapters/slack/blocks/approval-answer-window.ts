import { isWaiting, type PendingRequest } from '../../../domain/request.ts';
import { sayLockdown } from '../../../domain/say-lockdown.ts';
import { sayRefusal } from '../../../domain/say-refusal.ts';
import { sayUnanswered } from '../../../domain/say-shortfall.ts';
import { type Reader, sayMoment } from '../../../domain/say-time.ts';
import type { ApprovalOutcome, Nobody, RequesterOutcome } from '../../../use-cases/approval-outcome.ts';
import type { Window } from './kit.ts';
import { boldLine, line, quotation } from './parts.ts';
import { nameOf } from './say-grant.ts';
import { isAgreed, sayAsked, sayWaiting } from './say-request.ts';
import { sayEnd } from './say-settled.ts';
import { windowOf } from './window.ts';

const MEND_TOKEN = 'Wake an owner: on the host, nightlatch doctor says what to mend.';

/** What the clicker is told beyond what the card shows: why their yes or no did nothing, and what to do next. */
export function answerRefusedWindow(
  outcome: Exclude<ApprovalOutcome, { outcome: 'approved' } | { outcome: 'denied' }>,
  slackId: string,
  verb: 'approved' | 'denied',
  reader: Reader,
): Window {
  switch (outcome.outcome) {
    case 'own-request':
      return told(
        outcome.request,
        'Somebody else has to approve this.',
        `Asked: ${sayAsked(outcome.request)}. To take it back, use Withdraw.`,
      );
    case 'not-an-approver':
      return notAnApprover(outcome.request, slackId, verb);
    case 'approved-already':
      return alreadyApproved(outcome.request, slackId, reader);
    case 'locked-down':
      return told(outcome.request, sayLockdown(outcome.lockdown, reader).text, 'So nothing was approved. The request ends too.');
    case 'cannot-tell': {
      const { text } = sayUnanswered(outcome.unanswered);
      const next = outcome.unanswered.fault === 'auth' ? MEND_TOKEN : 'Click once more in a few seconds.';
      return told(outcome.request, text, `So nothing was ${verb}. ${next}`);
    }
    case 'settled':
      return settledWindow(outcome.request, { ...reader, isRequester: false });
    default:
      return requestNotFoundWindow(outcome.outcome, reader);
  }
}

/** The requester's own click that did nothing, and why. */
export function requesterAnswerWindow({ outcome, request }: Exclude<RequesterOutcome, Nobody>, reader: Reader): Window {
  if (outcome !== 'too-soon') return settledWindow(request, { ...reader, isRequester: true });
  const when = request.nudgedAt
    ? `They were asked again ${sayMoment(request.nudgedAt, reader)}`
    : 'They were asked only just now';
  return told(request, `${when}, so nobody was asked now.`, 'Nudge works once in five minutes. If it is urgent, call them.');
}

/** The same whether there is such a request or not. */
export function requestNotFoundWindow(outcome: Nobody['outcome'], reader: Reader): Window {
  if (outcome !== 'not-found') return windowOf([boldLine(sayRefusal({ code: outcome }, reader).text)]);
  return windowOf([boldLine("There's no request here that you can answer or see."), line('Nothing was done.')]);
}

/** That a no was taken. */
export function deniedWindow(request: PendingRequest): Window {
  return told(request, 'Denied.', `${nameOf(request.requester)} is told, with your reason if you gave one.`);
}

/** For a click on Deny where no window could be opened to ask why in. */
export function noDenyWindow(): Window {
  return windowOf([boldLine('There was no window to ask you why in, so nothing was denied.'), line('Click Deny once more.')]);
}

function notAnApprover(request: PendingRequest, slackId: string, verb: string): Window {
  const others = request.eligible.filter((one) => one.slackId !== slackId);
  const could = others.length < request.eligible.length;
  const text = could
    ? `You may not answer this one any more, so nothing was ${verb}.`
    : `You can't answer this one, so nothing was ${verb}.`;
  return told(request, text, others.length > 0 ? `These may: ${sayAsked({ eligible: others })}.` : 'Nobody else was asked.');
}

function alreadyApproved(request: PendingRequest, slackId: string, reader: Reader): Window {
  const own = request.approvals.find((approval) => approval.slackId === slackId);
  const when = own ? ` ${sayMoment(own.at, reader)}` : '';
  if (isAgreed(request)) return told(request, `You approved this already${when}.`, sayWaiting(request, reader));
  const rest = request.terms.count - request.approvals.length;
  return told(
    request,
    `You approved this already${when}.`,
    `Each person counts once: ${rest} more ${rest === 1 ? 'has' : 'have'} to.`,
  );
}

function settledWindow(request: PendingRequest, reader: Reader & { isRequester: boolean }): Window {
  if (isWaiting(request, reader.now)) return told(request, 'All have agreed already.', sayWaiting(request, reader));
  const { text, quote } = sayEnd({ request, resource: undefined, now: reader.now }, reader);
  return windowOf([boldLine(`${text}.`), ...quotation(quote ?? ''), line('So nothing changed now.')], request.asked.resource);
}

function told(request: PendingRequest, text: string, help: string): Window {
  return windowOf([boldLine(text), line(help)], request.asked.resource);
}
