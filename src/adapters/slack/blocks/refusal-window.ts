import type { Refusal } from '../../../domain/decision.ts';
import type { Resource } from '../../../domain/policy.ts';
import { sayList } from '../../../domain/say-list.ts';
import { sayRefusal } from '../../../domain/say-refusal.ts';
import { sayShortfall, sayUnansweredWithGlass } from '../../../domain/say-shortfall.ts';
import type { Reader } from '../../../domain/say-time.ts';
import { type Again, BREAK_GLASS } from './action-ids.ts';
import type { Block, Button, Window } from './kit.ts';
import { boldLine, buttons, line, smallPrint } from './parts.ts';
import { clipped } from './text.ts';
import { isByRules, waysOut, whyButton } from './ways-out.ts';
import { windowOf } from './window.ts';

const MOST_LINES = 6;

/**
 * No, why not, and what would help. Without `again` nothing can be asked for by a button: `retry` is what else may be tried where a source didn't
 * answer, `explain` what may be explained where rules were looked at.
 */
export function refusalWindow(
  because: Refusal,
  reader: Reader,
  again: Again | undefined,
  { resource, retry, explain }: { resource?: Resource | undefined; retry?: Button; explain?: Again } = {},
): Window {
  const isUnknown = because.code === 'cannot-tell' || because.code === 'approvers-unknown';
  const row = again
    ? waysOut({ because, again, resource, reader })
    : [isUnknown ? retry : undefined, explain && isByRules(because) ? whyButton(explain) : undefined];
  const offersGlass = row.some((one) => one?.action_id === BREAK_GLASS);
  const { text, help } = isUnknown && offersGlass ? sayUnansweredWithGlass(because.unanswered) : sayRefusal(because, reader);
  const blocks: Block[] = [
    boldLine(text),
    ...(help === undefined ? [] : [line(isUnknown ? `Nothing was opened. ${help}` : help)]),
    ...buttons('ways-out', ...row),
    ...rulesTried(because, text, reader),
  ];
  return windowOf(blocks, 'resource' in because ? because.resource : undefined);
}

// The hardest thing in the way is the answer itself; only where rules failed for different reasons is there more to know. Each is said once.
function rulesTried(because: Refusal, answer: string, reader: Reader): Block[] {
  if (because.code !== 'not-allowed') return [];
  const said = because.shortfalls.map((one) => ({
    rule: `“${clipped(one.rule, 80)}”`,
    why: sayShortfall(one.because, because.resource, reader).text,
  }));
  const reasons = [...Map.groupBy(said, ({ why }) => why)];
  if (reasons.length < 2) return [];
  const lines = reasons.map(([why, ofRules]) => {
    const rules = sayList([...new Set(ofRules.map(({ rule }) => rule))], 'and');
    return `${rules}: ${why === answer ? 'as above.' : why}`;
  });
  const more = lines.length > MOST_LINES ? `and ${lines.length - MOST_LINES} more` : undefined;
  return smallPrint('Rules tried:', ...lines.slice(0, MOST_LINES), more);
}
