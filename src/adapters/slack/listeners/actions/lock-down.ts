import { lockedDownWindow } from '../../blocks/lockdown-windows.ts';
import type { IncomingClick } from '../../incoming.ts';
import { placeOf } from '../click-place.ts';
import { conclude } from '../conclude.ts';
import { type ListenerNeeds, readerFor } from '../listener-needs.ts';

/** Lock everything down, for the reason that the button holds. Whoever clicks is asked about afresh. Whether the person was told. */
export function answerLockDown(needs: ListenerNeeds, click: IncomingClick): Promise<boolean> {
  return conclude(needs, placeOf(click), { doing: 'lock-down' }, async () => {
    const outcome = await needs.verbs.lockDown({ slackId: click.user, reason: click.value });
    if (outcome.outcome === 'locked-down') needs.kickCards();
    return lockedDownWindow(outcome, await readerFor(needs, click.user));
  });
}
