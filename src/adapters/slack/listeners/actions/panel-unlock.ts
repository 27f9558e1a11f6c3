import { tell } from '../../answers.ts';
import { unknownClickWindow } from '../../blocks/stray-click-windows.ts';
import type { IncomingClick } from '../../incoming.ts';
import { placeOf } from '../click-place.ts';
import { decideInWindow } from '../commands/unlock.ts';
import type { ListenerNeeds } from '../listener-needs.ts';

/** Unlock in a panel: as if the resource's name had been typed in its channel. */
export function answerPanelUnlock(needs: ListenerNeeds, click: IncomingClick): Promise<boolean> {
  const { channel, value } = click;
  // The form opens without words, and a resource is one word.
  if (channel === undefined || !/^[a-z0-9-]+$/.test(value)) return tell(needs, placeOf(click), unknownClickWindow());
  return decideInWindow(needs, click, { words: value, channel });
}
