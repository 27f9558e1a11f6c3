import { incidentWindow } from '../../blocks/incident-windows.ts';
import { lookingUpWindow } from '../../blocks/waiting-windows.ts';
import { type IncomingCommand, windowIdOf } from '../../incoming.ts';
import { placeIn, windowToTurn } from '../click-place.ts';
import { conclude } from '../conclude.ts';
import { type ListenerNeeds, readerFor } from '../listener-needs.ts';
import { turnWindow } from '../turn-window.ts';
import { unescaped } from '../typed-text.ts';

/** `/nightlatch incident INC-42`: what the channel is about from now on; without a number, what it is about. Whether the person was told. */
export async function answerIncident(needs: ListenerNeeds, command: IncomingCommand, rest: string): Promise<boolean> {
  const turned = await turnWindow(needs, windowToTurn(command, windowIdOf('nightlatch', command.key)), lookingUpWindow());
  return conclude(needs, placeIn(turned, command), { doing: 'bind' }, async () => {
    const { user: slackId, channel } = command;
    const outcome = await needs.verbs.bindByCommand({ slackId, channel, words: unescaped(rest) });
    needs.kickCards();
    return incidentWindow(outcome, await readerFor(needs, slackId));
  });
}
