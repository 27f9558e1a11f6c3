import type { Grant } from '../domain/grant.ts';
import type { SlackUserId } from '../domain/names.ts';
import type { PendingRequest } from '../domain/request.ts';

/** The accounts whose home shows it: the holder's; of a request the requester's and those of everyone who could agree. */
export function homesOf(shown: Pick<Grant, 'holder'> | Pick<PendingRequest, 'requester' | 'eligible'>): SlackUserId[] {
  if ('holder' in shown) return [shown.holder.slackId];
  return [...new Set([shown.requester.slackId, ...shown.eligible.map(({ slackId }) => slackId)])];
}
