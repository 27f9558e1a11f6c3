import type { PendingRequest } from '../../../domain/request.ts';
import type { Reader } from '../../../domain/say-time.ts';
import { DENY_SUBMIT } from './action-ids.ts';
import type { Window } from './kit.ts';
import { boldLine, line } from './parts.ts';
import { nameOf } from './say-grant.ts';
import { sayAsk } from './say-request.ts';
import { plainText } from './text.ts';
import { windowOf } from './window.ts';

/** The input that a denier may fill in; Slack sends it back under this name. */
export const DENY_REASON = 'deny_reason';

/** Characters of it. */
export const MOST_DENY_REASON = 300;

/** Asks why, before a no is final. The id in it is a claim when it comes back. */
export function denyWindow(request: PendingRequest, reader: Reader): Window {
  return {
    ...windowOf([], request.asked.resource),
    callback_id: DENY_SUBMIT,
    private_metadata: request.id,
    submit: plainText('Deny'),
    close: plainText('Cancel'),
    blocks: [
      boldLine(sayAsk(request, reader)),
      {
        type: 'input',
        block_id: DENY_REASON,
        optional: true,
        label: plainText(`Why not? ${nameOf(request.requester)} reads this.`, 150),
        element: { type: 'plain_text_input', action_id: DENY_REASON, multiline: true, max_length: MOST_DENY_REASON },
      },
      line(`Nobody can approve it after that. ${nameOf(request.requester)} may ask again.`),
    ],
  };
}
