import type { Window } from './kit.ts';
import { boldLine, line } from './parts.ts';
import { windowOf } from './window.ts';

/** For a click in a message that is no card of that grant or request: copied, forwarded, or older than the card. */
export function strayClickWindow(about: 'grant' | 'request' | 'digest'): Window {
  return windowOf([boldLine(`This message isn't the ${about}'s card, so nothing was done.`), line(WAY_TO[about])]);
}

const WAY_TO = {
  grant: '/grants lists what you hold.',
  digest: 'The card is in the audit channel. /nightlatch digest shows the latest, too.',
  request: 'The card is where you were asked: in the channel for approvals, or in my direct messages to you.',
} as const;

/** For a button or a command that this version doesn't know. */
export function unknownClickWindow(): Window {
  return windowOf([
    boldLine("I don't know that any more, so nothing was done."),
    line('/unlock asks for access, /grants lists what you hold.'),
  ]);
}

/** For a form that was sent off twice. */
export function alreadySentWindow(): Window {
  return windowOf([
    boldLine('This form was sent off before, and is being answered.'),
    line('/grants lists what you hold. If it is not there in a minute, ask again.'),
  ]);
}
