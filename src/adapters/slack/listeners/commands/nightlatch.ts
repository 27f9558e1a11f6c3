import { nearestNames } from '../../../../domain/nearest-names.ts';
import { nightlatchHelpWindow } from '../../blocks/nightlatch-help-window.ts';
import { lookingUpWindow } from '../../blocks/waiting-windows.ts';
import { type IncomingCommand, windowIdOf } from '../../incoming.ts';
import { placeIn, windowToTurn } from '../click-place.ts';
import { conclude } from '../conclude.ts';
import type { ListenerNeeds } from '../listener-needs.ts';
import { turnWindow } from '../turn-window.ts';
import { answerDigest } from './digest.ts';
import { answerExplain } from './explain.ts';
import { answerIncident } from './incident.ts';
import { answerLift, answerLockdown } from './lockdown.ts';

/** Answers `/nightlatch <word> <rest>`. Whether the person was told. */
export type AnswerWord = (needs: ListenerNeeds, command: IncomingCommand, rest: string) => Promise<boolean>;

/** By the word after `/nightlatch`. */
const WORDS = new Map<string, AnswerWord>([
  ['help', (needs, command) => answerHelp(needs, command)],
  ['digest', answerDigest],
  ['lockdown', answerLockdown],
  ['lift', answerLift],
  ['explain', answerExplain],
  ['incident', answerIncident],
]);

/** `/nightlatch`: all that isn't about one resource. Without a word, or with one that it doesn't know, what there is to type. */
export function answerNightlatch(needs: ListenerNeeds, command: IncomingCommand): Promise<boolean> {
  const [, first = '', rest = ''] = /^\s*(\S*)\s*(.*)$/s.exec(command.words) ?? [];
  const word = first.toLowerCase();
  if (word === '') return answerHelp(needs, command);
  const answer = WORDS.get(word);
  return answer
    ? answer(needs, command, rest)
    : answerHelp(needs, command, { word: first, nearest: nearestNames(word, [...WORDS.keys()]) });
}

async function answerHelp(
  needs: ListenerNeeds,
  command: IncomingCommand,
  unknown?: { word: string; nearest: readonly string[] },
): Promise<boolean> {
  const turned = await turnWindow(needs, windowToTurn(command, windowIdOf('nightlatch', command.key)), lookingUpWindow());
  return conclude(needs, placeIn(turned, command), { doing: 'look' }, async () => nightlatchHelpWindow(unknown));
}
