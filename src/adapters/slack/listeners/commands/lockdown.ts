import { liftedWindow, lockdownOfferWindow } from '../../blocks/lockdown-windows.ts';
import { lookingUpWindow } from '../../blocks/waiting-windows.ts';
import { type IncomingCommand, windowIdOf } from '../../incoming.ts';
import { placeIn, windowToTurn } from '../click-place.ts';
import { conclude } from '../conclude.ts';
import { type ListenerNeeds, readerFor } from '../listener-needs.ts';
import { turnWindow } from '../turn-window.ts';
import { unescaped } from '../typed-text.ts';

/** `/nightlatch lockdown because …`: says what it would do, with the button that does it. Whether the person was told. */
export async function answerLockdown(needs: ListenerNeeds, command: IncomingCommand, rest: string): Promise<boolean> {
  const turned = await turnWindow(needs, windowToTurn(command, windowIdOf('nightlatch', command.key)), lookingUpWindow());
  return conclude(needs, placeIn(turned, command), { doing: 'offer-lockdown' }, async () => {
    const offer = await needs.verbs.offerLockdown({ slackId: command.user, reason: reasonIn(rest) });
    return lockdownOfferWindow(offer, await readerFor(needs, command.user));
  });
}

/** `/nightlatch lift`. Whether the person was told. */
export async function answerLift(needs: ListenerNeeds, command: IncomingCommand): Promise<boolean> {
  const turned = await turnWindow(needs, windowToTurn(command, windowIdOf('nightlatch', command.key)), lookingUpWindow());
  return conclude(needs, placeIn(turned, command), { doing: 'lift' }, async () => {
    const outcome = await needs.verbs.liftLockdown(command.user);
    if (outcome.outcome === 'lifted') needs.kickCards();
    return liftedWindow(outcome, await readerFor(needs, command.user));
  });
}

// In an emergency the word before the reason may be left out.
function reasonIn(rest: string): string {
  return unescaped(rest).replace(/^\s*because\b/i, '');
}
