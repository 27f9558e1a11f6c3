import { tell } from '../answers.ts';
import type { Window } from '../blocks/kit.ts';
import { lookingUpWindow } from '../blocks/waiting-windows.ts';
import { type IncomingClick, windowIdOf } from '../incoming.ts';
import { placeIn, placeOf, windowToTurn } from './click-place.ts';
import { attempt, conclude } from './conclude.ts';
import type { ListenerNeeds, RequestClick } from './listener-needs.ts';
import { requestClicked } from './request-click.ts';
import { type Turned, turnWindow } from './turn-window.ts';

/** What the window shows in the end; undefined is an answer that is already on its way. */
type Find = (by: RequestClick, turned: Turned) => Promise<Window | undefined>;

/** A click about a request that is answered in a window: it is opened once the click is known to come from where it may. Whether the person was told. */
export async function answerInWindow(
  needs: ListenerNeeds,
  click: IncomingClick,
  kind: 'details' | 'deny',
  find: Find,
): Promise<boolean> {
  const clicked = await attempt(needs, { doing: kind }, () => requestClicked(needs, click));
  if ('trouble' in clicked) return tell(needs, placeOf(click), clicked.trouble);
  const by = clicked.found;
  if (!('requestId' in by)) return by.window === undefined || tell(needs, placeOf(click), by.window);
  const turned = await turnWindow(needs, windowToTurn(click, windowIdOf(kind, click.key)), lookingUpWindow());
  return conclude(needs, placeIn(turned, click), { doing: kind }, () => find(by, turned));
}
