import type { Again } from '../../blocks/action-ids.ts';
import { checkingWindow } from '../../blocks/waiting-windows.ts';
import { type IncomingClick, type IncomingCommand, windowIdOf } from '../../incoming.ts';
import { placeIn, windowToTurn } from '../click-place.ts';
import { conclude } from '../conclude.ts';
import type { ListenerNeeds } from '../listener-needs.ts';
import { outcomeWindow } from '../outcome-window.ts';
import { turnWindow } from '../turn-window.ts';

/** `/unlock`: a window at once, then what the policy says in it. Whether the person was told. */
export function answerUnlock(needs: ListenerNeeds, command: IncomingCommand): Promise<boolean> {
  return decideInWindow(needs, command, { words: unescaped(command.words), channel: command.channel });
}

// Slack escapes these three in what was typed; the reason is kept as it was meant.
function unescaped(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

/** Asks for access with these words, in the window clicked in or in a new one. */
export async function decideInWindow(
  needs: ListenerNeeds,
  from: IncomingCommand | IncomingClick,
  again: Again,
): Promise<boolean> {
  const turned = await turnWindow(needs, windowToTurn(from, windowIdOf('unlock', from.key)), checkingWindow(again.words));
  // A click in a window comes from no channel; the words were typed in one.
  const place = { channel: again.channel, ...placeIn(turned, from) };
  return conclude(needs, place, { doing: 'unlock', again }, async () => {
    // Only a window that is surely there becomes the grant's card; any other answer is drawn below, where it can fall back to a message.
    const window = turned.state === 'open' ? { windowExternalId: turned.externalId } : {};
    const outcome = await needs.verbs.requestAccess({ slackId: from.user, ...again, ...window });
    return outcomeWindow(needs, outcome, turned, from.user, again);
  });
}
