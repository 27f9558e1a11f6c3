import { requestNotFoundWindow } from '../blocks/approval-answer-window.ts';
import type { Window } from '../blocks/kit.ts';
import type { Doing } from '../blocks/trouble-window.ts';
import type { IncomingClick } from '../incoming.ts';
import { asId, placeOf } from './click-place.ts';
import { conclude } from './conclude.ts';
import { type ListenerNeeds, type RequestClick, readerFor } from './listener-needs.ts';
import { originOf } from './stray-click.ts';

/** What a click does once it is known to come from where it may: a window that says more than the card, or nothing. */
type Act = (by: RequestClick) => Promise<Window | undefined>;

/** A click about a request: from its card or a window only, by its id as the button claims it. Cards are drawn at once. Whether the person was told. */
export function answerRequestClick(needs: ListenerNeeds, click: IncomingClick, doing: Doing, act: Act): Promise<boolean> {
  return conclude(needs, placeOf(click), { doing }, async () => {
    const found = await requestClicked(needs, click);
    if (!('requestId' in found)) return found.window;
    const window = await act(found);
    needs.kickCards();
    return window;
  });
}

/** Which request was clicked; or, from elsewhere, a window that says so, if that isn't said yet. Throws StoreUnavailable. */
export async function requestClicked(
  needs: ListenerNeeds,
  click: IncomingClick,
): Promise<RequestClick | { window: Window | undefined }> {
  const requestId = asId(click.value);
  const origin = await originOf(needs, click, 'request', requestId);
  if (origin === 'told') return { window: undefined };
  if (origin !== 'fine') return { window: origin };
  if (requestId === undefined) return { window: requestNotFoundWindow('not-found', await readerFor(needs, click.user)) };
  return { slackId: click.user, requestId };
}
