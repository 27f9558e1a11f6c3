import type { types } from '@slack/bolt';
import { type SaidRule, sayDecision, sayExplainedRule, sayUncheckedIn, type Telling } from '../../../domain/say-explanation.ts';
import { sayRefusal } from '../../../domain/say-refusal.ts';
import { sayLastingTime } from '../../../domain/say-time.ts';
import { whoIsCalled, YOU } from '../../../domain/say-who.ts';
import type { ExplainedOutcome } from '../../../use-cases/explain-request.ts';
import { type Again, TRY_AGAIN, WHY } from './action-ids.ts';
import type { Block, Button, Window } from './kit.ts';
import { boldLine, buttons, line, richText, smallPrint } from './parts.ts';
import { visibleLine } from './text.ts';
import { againButton } from './try-again-button.ts';
import { breakGlassButton, waysOut } from './ways-out.ts';
import { windowOf } from './window.ts';

// One block a rule: few enough for a message too, which holds fifty blocks.
const MOST_RULES = 30;
const MOST_LINE = 300;

/** What would be decided, and rule by rule why. `again` is what was explained, for asking it by a button: never for somebody else. */
export function explanationWindow(outcome: ExplainedOutcome, again: Again | undefined): Window {
  const { resource, reader } = outcome;
  const telling = { resource, reader, who: outcome.of ? whoIsCalled(visibleLine(outcome.of.displayName, 80)) : YOU };
  return windowOf(
    [
      ...answerBlocks(outcome, telling),
      ...buttons('ways-out', ...(again && !outcome.of ? nextSteps(outcome, again) : [])),
      { type: 'divider' },
      ...ruleBlocks(outcome, telling),
      ...smallPrint(
        outcome.of ? 'This only explains. Asking about others is put on record.' : 'This only explains: nothing was asked for.',
        `Times are on your clock (${reader.timezone}).`,
      ),
    ],
    resource.name,
  );
}

// What stands in the way comes first; the rules say what they would have said.
function answerBlocks({ explanation, obstacle, held, waiting, of }: ExplainedOutcome, telling: Telling): Block[] {
  const { reader, resource, who } = telling;
  const { text, help } = sayDecision(explanation.decision, telling);
  const inTheWay = obstacle && sayRefusal(obstacle, reader);
  const has = of ? `${visibleLine(of.displayName, 80)} has` : 'You have';
  const name = of ? `${who.whose} request` : 'Your request';
  return [
    ...(inTheWay ? [boldLine(of ? `They would be told: ${inTheWay.text}` : inTheWay.text)] : []),
    ...(inTheWay?.help === undefined || of ? [] : [line(inTheWay.help)]),
    inTheWay ? line(`By the rules alone: ${text}`) : boldLine(text),
    ...(help === undefined || inTheWay ? [] : [line(help)]),
    ...optional(sayUncheckedIn(explanation, telling)),
    ...optional(held && `${has} it now, until ${sayLastingTime(held.endsAt, reader)}.`),
    ...optional(waiting && `${name} for ${resource.name} waits, until ${sayLastingTime(waiting.expiresAt, reader)}.`),
  ];
}

function optional(text: string | undefined): Block[] {
  return text === undefined ? [] : [line(text)];
}

function nextSteps({ explanation, obstacle, resource, reader, request }: ExplainedOutcome, again: Again): (Button | undefined)[] {
  const { decision } = explanation;
  const because = obstacle ?? (decision.outcome === 'refuse' ? decision.because : undefined);
  if (!because) {
    return [request.breakGlass ? breakGlassButton(again, resource) : againButton('Unlock', TRY_AGAIN, again, 'primary')];
  }
  const out = waysOut({ because, again, resource, reader }).filter((one) => one && one.action_id !== WHY);
  return out.some((one) => one?.action_id === TRY_AGAIN) ? out : [...out, againButton('Try again', TRY_AGAIN, again)];
}

// The rule that decides is always among those shown.
function ruleBlocks({ explanation: { rules } }: ExplainedOutcome, telling: Telling): Block[] {
  const first = rules.slice(0, MOST_RULES);
  const later = rules.slice(MOST_RULES).find(({ standing }) => standing === 'decides' || standing === 'held-back');
  const shown = later ? [...first, later] : first;
  const more = rules.length - shown.length;
  return [
    ...shown.map((rule) => ruleBlock(sayExplainedRule(rule, telling))),
    ...(more > 0 ? [line(`and ${more} more ${more === 1 ? 'rule' : 'rules'}`)] : []),
  ];
}

function ruleBlock({ mark, name, standing, gives, conditions }: SaidRule): Block {
  const head: types.RichTextSection = {
    type: 'rich_text_section',
    elements: [
      { type: 'text', text: `${mark} ${visibleLine(name, 80)}`, style: { bold: true } },
      { type: 'text', text: `: ${standing}` },
    ],
  };
  const lines = [...conditions.map((one) => `${one.mark} ${one.text}`), `Gives it ${gives}.`];
  const elements: types.RichTextSection[] = lines.map((text) => ({
    type: 'rich_text_section',
    elements: [{ type: 'text', text: visibleLine(text, MOST_LINE) }],
  }));
  return richText(head, { type: 'rich_text_list', style: 'bullet', elements });
}
