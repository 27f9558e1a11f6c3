import type { ExplainOutcome } from '../../../../use-cases/explain-request.ts';
import type { Again } from '../../blocks/action-ids.ts';
import { explainHelpWindow, explainOthersRefusedWindow, explainOutsiderWindow } from '../../blocks/explain-windows.ts';
import { explanationWindow } from '../../blocks/explanation-window.ts';
import type { Window } from '../../blocks/kit.ts';
import { refusalWindow } from '../../blocks/refusal-window.ts';
import { explainingWindow } from '../../blocks/waiting-windows.ts';
import { type IncomingClick, type IncomingCommand, windowIdOf } from '../../incoming.ts';
import { placeIn, windowToTurn } from '../click-place.ts';
import { conclude } from '../conclude.ts';
import type { ListenerNeeds } from '../listener-needs.ts';
import { turnWindow } from '../turn-window.ts';
import { unescaped } from '../typed-text.ts';

/** `/nightlatch explain`: a window at once, then rule by rule what would be decided. Whether the person was told. */
export function answerExplain(needs: ListenerNeeds, command: IncomingCommand, rest: string): Promise<boolean> {
  return explainInWindow(needs, command, { words: unescaped(rest), channel: command.channel });
}

/** Explains what `again` would ask, in the window it comes from or in a new one. Whether the person was told. */
export async function explainInWindow(
  needs: ListenerNeeds,
  from: IncomingCommand | IncomingClick,
  again: Again,
): Promise<boolean> {
  const turned = await turnWindow(needs, windowToTurn(from, windowIdOf('nightlatch', from.key)), explainingWindow(again));
  return conclude(needs, placeIn(turned, from), { doing: 'explain' }, async () => {
    const { channel = from.user, ...asking } = again;
    return explainedWindow(await needs.verbs.explainRequest({ slackId: from.user, ...asking, channel }), again);
  });
}

function explainedWindow(outcome: ExplainOutcome, again: Again): Window {
  switch (outcome.outcome) {
    case 'help':
      return explainHelpWindow(outcome.resources);
    case 'refused':
      return refusalWindow(outcome.because, outcome.reader, undefined);
    case 'not-yours':
      return explainOthersRefusedWindow();
    case 'not-a-member':
      return explainOutsiderWindow();
    case 'explained':
      return explanationWindow(outcome, again);
  }
}
