import type { Unanswered } from './condition.ts';
import type { Decision } from './decision.ts';
import type { End } from './end-of-grant.ts';
import type { ExplainedRule, ExplainedStanding, Explanation } from './explain-access.ts';
import { incidentLabel } from './incident.ts';
import type { ApprovalTerms, Approvers, Resource, Rule } from './policy.ts';
import { sayList } from './say-list.ts';
import { sayRefusal } from './say-refusal.ts';
import { type Said, sayShortfall, sayUnknown } from './say-shortfall.ts';
import { answererOf, sayBy } from './say-source.ts';
import { type Reader, sayDuration, sayLastingTime, sayTime } from './say-time.ts';
import { sayUnsettled } from './say-unsettled.ts';
import { type Who, YOU } from './say-who.ts';
import type { WeighedCondition } from './weigh-rule.ts';

/** Yes, no, not known, not looked at. */
export type Mark = '✓' | '✗' | '?' | '–';

/** A rule and each of its conditions, a line each. Plain text, no markup. */
export interface SaidRule {
  mark: Mark;
  name: string;
  standing: string;
  /** What it would give. */
  gives: string;
  conditions: readonly { mark: Mark; text: string }[];
}

/** What an explanation is told of and to whom. */
export interface Telling {
  resource: Resource;
  /** Whose clock is used; `now` is the moment that was asked about. */
  reader: Reader;
  who: Who;
}

/** The decision in a sentence, as a refusal says it; for somebody else in words about them. */
export function sayDecision(decision: Decision, telling: Telling): Said {
  switch (decision.outcome) {
    case 'allow':
      return { text: `“${decision.rule.name}” opens ${telling.resource.name} at once, ${sayUntil(decision.end, telling)}.` };
    case 'ask':
      return sayAsk(decision, telling);
    case 'refuse':
      return sayNo(decision, telling);
  }
}

/** How a rule stood, in words. */
export function sayExplainedRule({ rule, standing, conditions }: ExplainedRule, telling: Telling): SaidRule {
  const [mark, words] = STANDINGS[standing];
  return {
    mark,
    name: rule.name,
    standing: words,
    gives: sayGives(rule, telling.resource),
    conditions: conditionLines(conditions, telling),
  };
}

/** That the cover isn't settled, and what rules above a decision couldn't find out; undefined when there was nothing. */
export function sayUncheckedIn({ decision }: Explanation, { reader, who }: Pick<Telling, 'reader' | 'who'>): string | undefined {
  if (decision.outcome !== 'ask') return undefined;
  const { unsettled } = decision.evidence;
  const said = [
    ...(unsettled ? [sayUnsettled(unsettled, reader, who)] : []),
    ...decision.unchecked.map((one: Unanswered) => sayUnknown(one, who)),
  ];
  return said.length > 0 ? said.join(' ') : undefined;
}

const STANDINGS = {
  decides: ['✓', 'decides'],
  'passed-over': ['✗', 'passed over'],
  'cannot-tell': ['?', "can't tell"],
  'behind-unknown': ['?', "fits, but a rule above couldn't be checked"],
  'not-reached': ['–', 'not reached'],
  'only-break-glass': ['–', 'only when you break glass'],
  'gives-way': ['–', 'fits, but wants a yes, and you break glass'],
  'held-back': ['✗', 'fits, and yet it is no'],
} as const satisfies Record<ExplainedStanding, readonly [Mark, string]>;

function sayAsk({ rule, approval, end }: Extract<Decision, { outcome: 'ask' }>, telling: Telling): Said {
  return {
    text: `“${rule.name}” opens ${telling.resource.name} with ${sayYes(approval)}, ${sayUntil(end, telling)}.`,
    help: `Whoever is asked has ${sayDuration(approval.within)} to agree.`,
  };
}

function sayNo({ because }: Extract<Decision, { outcome: 'refuse' }>, { resource, reader, who }: Telling): Said {
  if (who === YOU) return sayRefusal(because, reader);
  switch (because.code) {
    case 'not-allowed':
      return { text: `No rule opens ${resource.name} for ${who.whom}.` };
    case 'cannot-tell':
      return { text: sayUnknown(because.unanswered, who), help: `So no rule opens ${resource.name} for ${who.whom} now.` };
    case 'not-settled':
      return {
        text: `${sayUnsettled(because.unsettled, reader, who)} So it needs a yes, and the policy names nobody who could.`,
      };
    case 'at-its-longest':
      return { text: `${who.is} at the most that the rule gives: ${sayDuration(because.atMost)}.` };
    default:
      return sayRefusal(because, reader);
  }
}

function sayUntil({ at, because }: End, { reader, who }: Telling): string {
  return `until ${sayLastingTime(at, reader)} (${sayWhyThen({ at, because }, reader, who)})`;
}

function sayWhyThen({ at, because }: End, { now }: Reader, who: Who): string {
  if (because === 'shift') return `${who.their} shift ends`;
  const length = sayDuration(now.until(at));
  return because === 'at-most' ? `${length}, the most it gives` : length;
}

function sayGives(rule: Rule, resource: Resource): string {
  const { grant, approve, reasonRequired, review, variables } = rule;
  const isNarrow = variables.length < resource.variables.size;
  const parts = [
    approve ? `with ${sayYes(approve)}` : 'at once',
    `for ${sayDuration(grant.default)}, ${sayDuration(grant.atMost)} at most`,
    isNarrow ? `only ${sayList(variables, 'and')}` : undefined,
    reasonRequired ? 'only with a reason' : undefined,
    review ? 'reviewed afterwards' : undefined,
  ];
  return parts.filter((part) => part !== undefined).join(', ');
}

function sayYes({ by, count }: ApprovalTerms): string {
  return `${count === 1 ? 'a yes' : `${count} yeses`} from ${sayList(by.map(sayApprovers), 'or')}`;
}

function sayApprovers(approvers: Approvers): string {
  switch (approvers.kind) {
    case 'person':
      return approvers.person;
    case 'group':
      return approvers.group;
    case 'on-call':
      return `whoever is on call for ${approvers.target}`;
  }
}

function conditionLines(conditions: readonly WeighedCondition[], telling: Telling): SaidRule['conditions'] {
  const lines = conditions.flatMap((condition) => {
    const text = sayCondition(condition, telling);
    return text === undefined ? [] : [{ mark: MARKS[condition.finding.truth], text }];
  });
  return lines.length > 0 || conditions.length === 0 ? lines : [{ mark: '✓', text: 'It has no condition.' }];
}

const MARKS = { true: '✓', false: '✗', unknown: '?' } as const satisfies Record<WeighedCondition['finding']['truth'], Mark>;

function sayCondition(condition: WeighedCondition, { resource, reader, who }: Telling): string | undefined {
  const { finding } = condition;
  if (finding.truth === 'unknown') return sayUnknown(finding.because, who);
  if (finding.truth === 'true') return sayTrue(condition, reader, who);
  const { because } = finding;
  if (because.kind === 'variable-not-given') return `It doesn't give ${because.variable}.`;
  return sayShortfall(because, resource.name, reader, who).text;
}

// Where no variable was asked for by name, a rule gives what it has.
function sayTrue(condition: WeighedCondition, reader: Reader, who: Who): string | undefined {
  switch (condition.kind) {
    case 'variables':
      return condition.wanted.length === 0 ? undefined : `It gives ${sayList(condition.wanted, 'and')}.`;
    case 'on-call': {
      const { cover, targets, by } = condition;
      const until = cover?.end ? ` until ${sayTime(cover.end, reader.timezone, reader.now)}` : '';
      const source = by && sayBy(answererOf(by));
      return `${who.is} on call for ${cover?.target ?? sayList(targets, 'or')}${until}${source === undefined ? '' : `, ${source}`}.`;
    }
    case 'incident':
      return condition.incident
        ? `${incidentLabel(condition.incident)} ${condition.incident.title}`.trim().concat(' is open.')
        : 'An incident is open.';
    case 'member':
      return `${who.is} in ${condition.group ?? sayList(condition.groups, 'or')}.`;
  }
}
