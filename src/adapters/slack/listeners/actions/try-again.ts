import { tell } from '../../answers.ts';
import { unknownClickWindow } from '../../blocks/stray-click-windows.ts';
import type { IncomingClick } from '../../incoming.ts';
import { againIn } from '../again.ts';
import { placeOf } from '../click-place.ts';
import { decideInWindow } from '../commands/unlock.ts';
import type { ListenerNeeds } from '../listener-needs.ts';

/** Try again: the same once more, decided as if just asked. */
export function answerTryAgain(needs: ListenerNeeds, click: IncomingClick): Promise<boolean> {
  const asked = againIn(click.value);
  return asked ? decideInWindow(needs, click, asked) : tell(needs, placeOf(click), unknownClickWindow());
}
