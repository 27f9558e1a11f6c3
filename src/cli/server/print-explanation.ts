import type { Explanation } from '../../domain/explain-access.ts';
import type { Policy } from '../../domain/policy.ts';
import { type SaidRule, sayDecision, sayExplainedRule, sayUncheckedIn, type Telling } from '../../domain/say-explanation.ts';
import { whoIsCalled } from '../../domain/say-who.ts';
import type { FoundByPolicy, Presumed } from '../../use-cases/explain-policy.ts';

const WIDTH = 80;

/** Whose request is explained, at which time and by which policy. */
export interface AskedOfPolicy {
  person: string;
  at: Temporal.Instant;
  policy: Policy;
}

/** An explanation as lines of at most eighty columns: what was asked, the decision, rule by rule, and what was presumed. */
export function printExplanation({ explanation, resource, request, presumed }: FoundByPolicy, asked: AskedOfPolicy): string[] {
  const { person, at, policy } = asked;
  const { timezone } = policy;
  const clock = at.toZonedDateTimeISO(timezone).toPlainDateTime().toString({ smallestUnit: 'minute' });
  const how = request.breakGlass ? ', breaking glass' : '';
  return [
    ...wrapped(`${resource.name} for ${person}${how}, at ${clock} in ${timezone}`),
    '',
    ...explanationLines(explanation, { resource, reader: { timezone, now: at }, who: whoIsCalled(person) }),
    '',
    ...presumed.flatMap((one) => wrapped(PRESUMED[one])),
    ...wrapped('Rules alone: what is held, reviews that are due and approvers are not looked at.'),
  ];
}

const PRESUMED: Readonly<Record<Presumed, string>> = {
  'incident-assumed': 'The incident is assumed to be open: PagerDuty was not asked for it.',
  'incidents-not-asked': 'Incidents were not asked for: name one with --incident to assume that it is open.',
  'cover-planned': 'Whoever is on call is taken to have been planned in time: earlier plans are in the database.',
  'no-pagerduty-id': 'The policy gives them no PagerDuty id: the bot would look for their e-mail address.',
  'pagerduty-not-asked': 'PagerDuty was not asked who is on call: PAGERDUTY_TOKEN is not set, or is none.',
  'slack-not-asked': 'Slack was not asked who is in its groups: SLACK_BOT_TOKEN is not set.',
  'groups-of-now': "Slack's groups are as they are now.",
};

function explanationLines(explanation: Explanation, telling: Telling): string[] {
  const { text, help } = sayDecision(explanation.decision, telling);
  const rules = explanation.rules.map((rule) => sayExplainedRule(rule, telling));
  const widest = String(rules.length).length;
  return [
    ...wrapped(text),
    ...(help === undefined ? [] : wrapped(help)),
    ...wrapped(sayUncheckedIn(explanation, telling) ?? ''),
    ...rules.flatMap((rule, index) => ['', ...ruleLines(rule, String(index + 1).padStart(widest))]),
  ];
}

function ruleLines({ mark, name, standing, gives, conditions }: SaidRule, number: string): string[] {
  const indent = ' '.repeat(number.length + 2);
  return [
    ...wrapped(`${mark} ${name}: ${standing}`, `${number}  `, `${indent}  `),
    ...conditions.flatMap((one) => wrapped(`${one.mark} ${one.text}`, `${indent}  `, `${indent}    `)),
    ...wrapped(`Gives it ${gives}.`, `${indent}  `),
  ];
}

// Broken at blanks, the first line behind `first` and the others behind `rest`; no line for no text.
function wrapped(text: string, first = '', rest = ' '.repeat(first.length)): string[] {
  const lines: string[] = [];
  let line = first;
  let isBare = true;
  // Names and titles come from elsewhere: nothing in them may move the cursor.
  for (const word of text
    .replace(/[\p{Cc}\p{Cf}]/gu, '\ufffd')
    .split(' ')
    .filter(Boolean)) {
    if (!isBare && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = rest;
      isBare = true;
    }
    line += isBare ? word : ` ${word}`;
    isBare = false;
  }
  return isBare ? lines : [...lines, line];
}
