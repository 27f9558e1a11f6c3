import { z } from 'zod';
import { tell } from '../../answers.ts';
import { unknownClickWindow } from '../../blocks/stray-click-windows.ts';
import type { IncomingClick } from '../../incoming.ts';
import { placeOf } from '../click-place.ts';
import { decideInWindow } from '../commands/unlock.ts';
import type { ListenerNeeds } from '../listener-needs.ts';

const again = z.object({ words: z.string(), channel: z.string().regex(/^[CDG][A-Z0-9]{2,30}$/) });

/** Try again: the same words once more, decided as if just typed. */
export function answerTryAgain(needs: ListenerNeeds, click: IncomingClick): Promise<boolean> {
  const asked = again.safeParse(parsed(click.value));
  if (!asked.success) return tell(needs, placeOf(click), unknownClickWindow());
  return decideInWindow(needs, click, asked.data);
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
