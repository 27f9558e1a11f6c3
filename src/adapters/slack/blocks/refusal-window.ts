import type { Refusal } from '../../../domain/decision.ts';
import { sayEachRule, sayRefusal } from '../../../domain/say-refusal.ts';
import type { Reader } from '../../../domain/say-time.ts';
import type { Again } from './action-ids.ts';
import type { Block, Window } from './kit.ts';
import { boldLine, line, smallPrint } from './parts.ts';
import { tryAgainButton } from './try-again-button.ts';
import { windowOf } from './window.ts';

const MOST_RULES = 6;

/** No, why not, and what would help. Only where a source couldn't answer is asking again worth a button. */
export function refusalWindow(because: Refusal, reader: Reader, again: Again | undefined): Window {
  const { text, help } = sayRefusal(because, reader);
  const isUnknown = because.code === 'cannot-tell';
  const blocks: Block[] = [
    boldLine(text),
    ...(help === undefined ? [] : [line(help)]),
    ...(isUnknown ? tryAgainButton(again) : []),
    ...rulesTried(because, reader),
  ];
  return windowOf(blocks, 'resource' in because ? because.resource : undefined);
}

// The closest rule is the answer itself; the others are told to whoever wants to know why.
function rulesTried(because: Refusal, reader: Reader): Block[] {
  if (because.code !== 'not-allowed' || because.shortfalls.length < 2) return [];
  const lines = sayEachRule(because, reader);
  const more = lines.length > MOST_RULES ? `${lines.length - MOST_RULES} more rules don't fit either.` : undefined;
  return smallPrint('Rules tried, from the top:', ...lines.slice(0, MOST_RULES), more);
}
