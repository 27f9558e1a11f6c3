import type { Refusal } from '../../../domain/decision.ts';
import { sayList } from '../../../domain/say-list.ts';
import { sayRefusal } from '../../../domain/say-refusal.ts';
import { sayShortfall } from '../../../domain/say-shortfall.ts';
import type { Reader } from '../../../domain/say-time.ts';
import type { Again } from './action-ids.ts';
import type { Block, Window } from './kit.ts';
import { boldLine, line, smallPrint } from './parts.ts';
import { clipped } from './text.ts';
import { fillInButton, tryAgainButton } from './try-again-button.ts';
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
    ...(because.code === 'reason-required' ? fillInButton(again) : []),
    ...rulesTried(because, reader),
  ];
  return windowOf(blocks, 'resource' in because ? because.resource : undefined);
}

// The hardest thing in the way is the answer itself; only where rules failed for different reasons is there more to know.
function rulesTried(because: Refusal, reader: Reader): Block[] {
  if (because.code !== 'not-allowed') return [];
  const rules = [...Map.groupBy(because.shortfalls, ({ rule }) => rule)].map(([rule, ofRule]) => {
    const texts = ofRule.map((one) => sayShortfall(one.because, because.resource, reader).text);
    return { name: `“${clipped(rule, 80)}”`, why: [...new Set(texts)].join(' ') };
  });
  const reasons = [...Map.groupBy(rules, ({ why }) => why)];
  if (reasons.length < 2) return [];
  const lines = reasons.map(
    ([why, same]) =>
      `${sayList(
        same.map(({ name }) => name),
        'and',
      )}: ${why}`,
  );
  const more = lines.length > MOST_LINES ? `and ${lines.length - MOST_LINES} more` : undefined;
  return smallPrint('Rules tried:', ...lines.slice(0, MOST_LINES), more);
}
