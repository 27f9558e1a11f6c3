import { tell } from '../../answers.ts';
import { unknownClickWindow } from '../../blocks/stray-click-windows.ts';
import type { IncomingClick } from '../../incoming.ts';
import { againIn } from '../again.ts';
import { placeOf } from '../click-place.ts';
import { explainInWindow } from '../commands/explain.ts';
import type { ListenerNeeds } from '../listener-needs.ts';

/** Why?: the same explained to whoever clicked, as if they had just asked. */
export function answerWhy(needs: ListenerNeeds, click: IncomingClick): Promise<boolean> {
  const asked = againIn(click.value);
  return asked ? explainInWindow(needs, click, asked) : tell(needs, placeOf(click), unknownClickWindow());
}
