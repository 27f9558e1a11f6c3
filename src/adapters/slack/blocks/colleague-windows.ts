import { sayList } from '../../../domain/say-list.ts';
import { sayRefusal } from '../../../domain/say-refusal.ts';
import type { Reader } from '../../../domain/say-time.ts';
import type { AskColleagueOutcome } from '../../../use-cases/ask-colleague.ts';
import { ASK_COLLEAGUE } from './action-ids.ts';
import type { Window } from './kit.ts';
import { boldLine, button, buttons, line } from './parts.ts';
import { visibleLine } from './text.ts';
import { windowOf } from './window.ts';

/** What stands in the window while whoever is on call is looked up again. */
export function askingWindow(resource: string): Window {
  return windowOf([boldLine('Asking who is on call now…')], resource);
}

/** What became of asking a colleague for help. `value` is the clicked button's, for asking once more where no source answered. */
export function colleagueWindow(outcome: AskColleagueOutcome, resource: string, reader: Reader, value: string): Window {
  const { text, help } = sayAsked(outcome, resource, reader);
  const retry = outcome.outcome === 'cannot-tell' ? button('Try again', ASK_COLLEAGUE, value, 'primary') : undefined;
  return windowOf([boldLine(text), ...(help === undefined ? [] : [line(help)]), ...buttons('ask-again', retry)], resource);
}

function sayAsked(outcome: AskColleagueOutcome, resource: string, reader: Reader): { text: string; help?: string } {
  switch (outcome.outcome) {
    case 'asked':
      return {
        text: `I wrote to ${sayNames(outcome.names)}.`,
        help: `It gives you no access: whoever is on call can use ${resource}.`,
      };
    case 'too-soon':
      return {
        text: `You asked ${sayNames(outcome.names)} within the last 5 minutes.`,
        help: 'Nothing more was sent. Better call them.',
      };
    case 'nobody':
      return sayNobody(outcome.unreachable, resource);
    case 'cannot-tell':
      return {
        text: `${outcome.unanswered.source} gave no answer, so I can't tell who is on call.`,
        help: 'Nobody was asked. Try again in a few seconds, or call them.',
      };
    case 'not-found':
      return { text: "I don't know that resource any more, so nobody was asked.", help: '/unlock alone lists what there is.' };
    case 'outsider':
    case 'no-policy':
      return sayRefusal({ code: outcome.outcome }, reader);
  }
}

function sayNobody(unreachable: readonly string[], resource: string): { text: string; help: string } {
  if (unreachable.length === 0) {
    return {
      text: `Nobody else is on call for ${resource} now.`,
      help: 'Nobody was asked. Ask for an override in PagerDuty, then try again.',
    };
  }
  const names = sayNames(unreachable);
  return { text: `I don't know the Slack account of ${names}.`, help: 'Nobody was asked. Call them, or page them.' };
}

function sayNames(names: readonly string[]): string {
  return sayList(
    names.map((name) => visibleLine(name, 80)),
    'and',
  );
}
