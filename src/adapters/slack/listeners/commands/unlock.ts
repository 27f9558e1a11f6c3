import type { Again } from '../../blocks/action-ids.ts';
import { checkingWindow } from '../../blocks/waiting-windows.ts';
import { type IncomingAsk, type IncomingCommand, type IncomingSubmission, windowIdOf } from '../../incoming.ts';
import { placeIn, windowToTurn } from '../click-place.ts';
import { conclude } from '../conclude.ts';
import type { ListenerNeeds } from '../listener-needs.ts';
import { outcomeWindow } from '../outcome-window.ts';
import { turnWindow } from '../turn-window.ts';
import { unescaped } from '../typed-text.ts';
import { askedIn, isBlank, openForm } from '../unlock-form.ts';

/** `/unlock`: a window at once, then what the policy says in it; without words the form. Whether the person was told. */
export function answerUnlock(needs: ListenerNeeds, command: IncomingCommand): Promise<boolean> {
  return decideInWindow(needs, command, { words: unescaped(command.words), channel: command.channel });
}

/** The form was sent off: its window waits, then says what the policy says. Whether the person was told. */
export function answerUnlockForm(needs: ListenerNeeds, submission: IncomingSubmission): Promise<boolean> {
  return decideInWindow(needs, submission, askedIn(submission));
}

/** Asks for access as `again` says, in the window it comes from or in a new one. */
export async function decideInWindow(needs: ListenerNeeds, from: IncomingAsk, again: Again): Promise<boolean> {
  if (isBlank(again)) return openForm(needs, from, again);
  const turned = await turnWindow(needs, windowToTurn(from, windowIdOf('unlock', from.key)), checkingWindow(again));
  // A click in a window comes from no channel; the words were typed in one.
  const place = { ...(again.channel === undefined ? {} : { channel: again.channel }), ...placeIn(turned, from) };
  return conclude(needs, place, { doing: 'unlock', again }, async () => {
    // Only a window that is surely there becomes the grant's card; any other answer is drawn below, where it can fall back to a message.
    const window = turned.state === 'open' ? { windowExternalId: turned.externalId } : {};
    // Asked from nowhere in particular, it was asked in their own conversation with the bot.
    const { channel = from.user, ...asking } = again;
    const outcome = await needs.verbs.requestAccess({ slackId: from.user, ...asking, channel, ...window });
    return outcomeWindow(needs, outcome, turned, from.user, again);
  });
}
