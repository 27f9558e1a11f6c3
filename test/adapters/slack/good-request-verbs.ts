import type { SlackVerbs } from '../../../src/adapters/slack/listeners/listener-needs.ts';
import { aResource, BERLIN } from '../slack-blocks/a-grant.ts';
import { aRequest, aSettled, aYes } from '../slack-blocks/a-request.ts';

type RequestVerbs = Pick<SlackVerbs, 'approveRequest' | 'denyRequest' | 'withdrawRequest' | 'nudgeApprovers' | 'requestDetails'>;

/** Verbs as on a good day: Alice's request waits, and whatever is clicked is done. */
export function goodRequestVerbs(seen: string[]): RequestVerbs {
  return {
    async approveRequest({ slackId, requestId, atMost }) {
      seen.push(`approveRequest ${slackId} ${requestId}${atMost ? ` for ${atMost}` : ''}`);
      return { outcome: 'approved', request: aRequest({ approvals: [aYes()] }) };
    },
    async denyRequest({ slackId, requestId, reason }) {
      seen.push(`denyRequest ${slackId} ${requestId} ${reason ?? '(no reason)'}`);
      return { outcome: 'denied', request: aSettled('denied', { by: { personId: 'p', name: 'Bob' } }) };
    },
    async withdrawRequest({ slackId, requestId }) {
      seen.push(`withdrawRequest ${slackId} ${requestId}`);
      return { outcome: 'withdrawn', request: aSettled('withdrawn') };
    },
    async nudgeApprovers({ slackId, requestId }) {
      seen.push(`nudgeApprovers ${slackId} ${requestId}`);
      return { outcome: 'nudged', request: aRequest({ nudgedAt: BERLIN.now }) };
    },
    async requestDetails({ slackId, requestId }) {
      seen.push(`requestDetails ${slackId} ${requestId}`);
      return { outcome: 'details', request: aRequest(), resource: aResource(), reader: BERLIN };
    },
  };
}
