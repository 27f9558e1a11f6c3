import { requestNotFoundWindow } from '../../blocks/approval-answer-window.ts';
import { requestDetailsWindow } from '../../blocks/request-details-window.ts';
import type { IncomingClick } from '../../incoming.ts';
import { type ListenerNeeds, readerFor } from '../listener-needs.ts';
import { answerInWindow } from '../new-window.ts';

/** Details: all that is known of a request, in a window of its own. */
export function answerDetails(needs: ListenerNeeds, click: IncomingClick): Promise<boolean> {
  return answerInWindow(needs, click, 'details', async (by) => {
    const found = await needs.verbs.requestDetails(by);
    if (found.outcome !== 'details') return requestNotFoundWindow(found.outcome, await readerFor(needs, click.user));
    const { request, grant, resource, reader } = found;
    const content = { request, resource, now: reader.now, ...(grant === undefined ? {} : { grant }) };
    return requestDetailsWindow(content, reader.timezone);
  });
}
