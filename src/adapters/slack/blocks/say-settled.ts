import { isUsable } from '../../../domain/grant.ts';
import type { PendingRequest } from '../../../domain/request.ts';
import { sayMoment } from '../../../domain/say-time.ts';
import type { RequestContent } from '../../../ports/card-surface.ts';
import { nameOf, sayUnlock } from './say-grant.ts';
import { isAgreed, type RequestReader, sayApprovals } from './say-request.ts';

/** How a request ended: what is so, a person's or the policy's own words for it, and what to do next. */
export interface SaidEnd {
  text: string;
  quote?: string | undefined;
  next?: string | undefined;
}

/** How it ended, by whom and when. Time decides: one whose time is over says so before any job has written it down. */
export function sayEnd({ request, grant, now }: RequestContent, reader: RequestReader): SaidEnd {
  const { settled, asked } = request;
  const again = reader.isRequester ? `To ask again: ${sayUnlock(asked)}` : undefined;
  const when = settled ? sayMoment(settled.at, reader) : '';
  switch (request.state) {
    case 'granted':
      return { text: sayGranted(request, reader), next: grant && !isUsable(grant, now) ? again : undefined };
    case 'denied':
      return { text: `Denied by ${byWhom(request)} ${when}`, quote: settled?.reason, next: again };
    case 'withdrawn':
      return { text: `Withdrawn by ${reader.isRequester ? 'you' : nameOf(request.requester)} ${when}`, next: again };
    case 'overtaken':
      return sayOvertaken(request, reader, when, again);
    case 'pending':
    case 'expired':
      return { text: sayExpired(request, reader), next: again };
  }
}

function sayGranted(request: PendingRequest, reader: RequestReader): string {
  return sayApprovals(request, reader) ?? 'Given without approval';
}

function byWhom({ settled }: PendingRequest): string {
  return settled?.by ? nameOf(settled.by) : 'somebody';
}

function sayExpired(request: PendingRequest, reader: RequestReader): string {
  const { approvals, terms, waitsFor, expiresAt } = request;
  const when = sayMoment(expiresAt, reader);
  if (isAgreed(request) && waitsFor?.kind === 'source')
    return `Expired ${when}: ${waitsFor.unanswered.source} didn't answer in time`;
  if (approvals.length === 0) return `Expired ${when}: nobody answered`;
  return `Expired ${when} with ${approvals.length} of ${terms.count}`;
}

function sayOvertaken(request: PendingRequest, reader: RequestReader, when: string, again: string | undefined): SaidEnd {
  const because = request.settled?.because;
  switch (because?.code) {
    case 'refused': {
      // The refusal is worded for the requester: whoever else reads "you" must know whom it means.
      const toWhom = reader.isRequester ? '' : ` to ${nameOf(request.requester)}`;
      return { text: `Not given: the last check ${when} said no${toWhom}`, quote: because.text, next: again };
    }
    case 'terms-changed':
      return { text: `Not given ${when}: the policy changed and asks for other approvals now`, next: again };
    case 'grant-ended':
      return { text: `Not given ${when}: the grant that it would have extended has ended`, next: again };
    case 'person-left': {
      const who = reader.isRequester ? 'you are' : `${nameOf(request.requester)} is`;
      return { text: `Not given ${when}: ${who} no longer a full member here` };
    }
    case 'locked-down': {
      const text = `Not given ${when}: everything was locked down by ${nameOf({ name: because.by })}`;
      return { text, quote: because.reason };
    }
    case undefined:
      return { text: `Not given ${when}: something changed meanwhile`, next: again };
  }
}
