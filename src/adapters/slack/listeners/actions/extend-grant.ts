import type { Refusal } from '../../../../domain/decision.ts';
import { tell } from '../../answers.ts';
import { type Again, EXTEND } from '../../blocks/action-ids.ts';
import { extendRefusedWindow } from '../../blocks/extend-refused-window.ts';
import type { Window } from '../../blocks/kit.ts';
import { button } from '../../blocks/parts.ts';
import { refusalWindow } from '../../blocks/refusal-window.ts';
import { extendingWindow } from '../../blocks/waiting-windows.ts';
import { type IncomingClick, windowIdOf } from '../../incoming.ts';
import { asId, placeIn, placeOf, windowToTurn } from '../click-place.ts';
import { attempt, conclude } from '../conclude.ts';
import type { ListenerNeeds } from '../listener-needs.ts';
import { outcomeWindow } from '../outcome-window.ts';
import { originOf } from '../stray-click.ts';
import { type Turned, turnWindow } from '../turn-window.ts';

/** Extend: the holder asks for more time, which is decided anew. Answered in the window clicked in, or in a new one. */
export async function answerExtend(needs: ListenerNeeds, click: IncomingClick): Promise<boolean> {
  const id = asId(click.value);
  const origin = await attempt(needs, { doing: 'extend' }, () => originOf(needs, click, 'grant', id));
  if ('trouble' in origin) return tell(needs, placeOf(click), origin.trouble);
  if (origin.found === 'told') return true;
  if (origin.found !== 'fine') return tell(needs, placeOf(click), origin.found);
  const turned = await turnWindow(needs, windowToTurn(click, windowIdOf('unlock', click.key)), extendingWindow());
  return conclude(needs, placeIn(turned, click), { doing: 'extend' }, () => extend(needs, click, id, turned));
}

async function extend(
  needs: ListenerNeeds,
  click: IncomingClick,
  id: string | undefined,
  turned: Turned,
): Promise<Window | undefined> {
  if (id === undefined) return extendRefusedWindow();
  const window = turned.state === 'open' ? { windowExternalId: turned.externalId } : {};
  const outcome = await needs.verbs.extendGrant({ slackId: click.user, grantId: id, ...window });
  switch (outcome.outcome) {
    case 'not-found':
      return extendRefusedWindow();
    case 'refused':
      return refusalWindow(outcome.because, outcome.reader, undefined, {
        retry: button('Try again', EXTEND, id, 'primary'),
        ...explainable(outcome.because),
      });
    default:
      return outcomeWindow(needs, outcome, turned, click.user);
  }
}

// What is explained is asking for the resource; that the grant is at its longest has been said.
function explainable(because: Refusal): { explain?: Again } {
  if (!('resource' in because) || because.code === 'at-its-longest') return {};
  return { explain: { words: because.resource } };
}
