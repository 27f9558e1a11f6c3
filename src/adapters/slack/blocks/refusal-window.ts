import type { Refusal } from '../../../domain/decision.ts';
import { sayList } from '../../../domain/say-list.ts';
import { sayRefusal } from '../../../domain/say-refusal.ts';
import { sayShortfall } from '../../../domain/say-shortfall.ts';
import type { Reader } from '../../../domain/say-time.ts';
import type { Again } from './action-ids.ts';
import type { Block, Window } from './kit.ts';
import { boldLine, line, smallPrint } from './parts.ts';
import { clipped } from './text.ts';
import { tryAgainButton } from './try-again-button.ts';
import { windowOf } from './window.ts';

const MOST_LINES = 6;

/** No, why not, and what would help. Only where a source couldn't answer is asking again worth a button. */
export function refusalWindow(because: Refusal, reader: Reader, again: Again | undefined): Window {
  const { text, help } = sayRefusal(because, reader);
  const isUnknown = because.code === 'cannot-tell';
  const blocks: Block[] = [
    boldLine(text),
    ...(help === undefined ? [] : [line(isUnknown ? `Nothing was opened. ${help}` : help)]),
    ...(isUnknown ? tryAgainButton(again) : []),
    ...rulesTried(because, text, reader),
  ];
  return windowOf(blocks, 'resource' in because ? because.resource : undefined);
}

// The hardest thing in the way is the answer itself; which rules said what is for whoever wants to know why.
function rulesTried(because: Refusal, answer: string, reader: Reader): Block[] {
  if (because.code !== 'not-allowed' || because.shortfalls.length === 0) return [];
  const said = Map.groupBy(because.shortfalls, (one) => sayShortfall(one.because, because.resource, reader).text);
  const lines = [...said].map(([text, rules]) => {
    const names = sayList([...new Set(rules.map(({ rule }) => `“${clipped(rule, 80)}”`))], 'and');
    return `${names}: ${text === answer ? 'that is why.' : text}`;
  });
  const more = lines.length > MOST_LINES ? `and ${lines.length - MOST_LINES} more` : undefined;
  return smallPrint('Rules tried:', ...lines.slice(0, MOST_LINES), more);
}
