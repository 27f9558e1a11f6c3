import { tell } from '../../answers.ts';
import { unknownClickWindow } from '../../blocks/stray-click-windows.ts';
import type { IncomingClick } from '../../incoming.ts';
import { placeOf } from '../click-place.ts';
import { listInWindow, pageIn } from '../commands/grants.ts';
import type { ListenerNeeds } from '../listener-needs.ts';

/** Older and Newer in the window of `/grants`. */
export function answerGrantsPage(needs: ListenerNeeds, click: IncomingClick): Promise<boolean> {
  const asked = pageIn(click.value);
  return asked ? listInWindow(needs, click, asked) : tell(needs, placeOf(click), unknownClickWindow());
}
