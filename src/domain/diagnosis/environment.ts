import { sayList } from '../say-list.ts';
import { type Finding, failure, ok, unknown, warning } from './finding.ts';

/** What can't be asked while one of these is missing or wrong. */
export const VARIABLES_OF = {
  slack: ['SLACK_BOT_TOKEN', 'SLACK_API_URL'],
  pagerduty: ['PAGERDUTY_TOKEN', 'PAGERDUTY_REGION', 'PAGERDUTY_URL'],
  database: ['DATABASE_URL'],
} as const;
export type Part = keyof typeof VARIABLES_OF;

const CALLED: Record<Part, string> = { slack: 'Slack', pagerduty: 'PagerDuty', database: 'The database' };

/** A variable of the environment as it was found; its value never comes along. */
export interface VariableState {
  name: string;
  /** What it is, and where one gets it. */
  mend: string;
  /** What is wrong with it; undefined when it is set and of the right form. */
  mistake?: string;
}

/** Variables that are set or should be. */
export function judgeVariables(variables: readonly VariableState[]): Finding[] {
  return variables.map(({ name, mistake, mend }) =>
    mistake === undefined
      ? ok('environment', `${name} is set.`)
      : failure('environment', `${name} ${mistake}${mistake.endsWith('?') ? '' : '.'}`, mend),
  );
}

/** Names that aren't known, each with what it was probably meant to be. */
export function judgeStrangeNames(strange: readonly { name: string; nearest: string }[]): Finding[] {
  return strange.map(({ name, nearest }) =>
    warning('environment', `${name} is set, and nothing reads it.`, `Was ${nearest} meant?`),
  );
}

/** That a part wasn't asked, and which of `wrong`, all variables that are missing or wrong, are in the way. */
export function judgeNotAsked(part: Part, wrong: readonly string[]): Finding {
  const own = VARIABLES_OF[part].filter((name) => wrong.includes(name));
  const names = own.length > 0 ? own : wrong;
  const said = sayList(names, 'and');
  return unknown(
    part,
    `${CALLED[part]} wasn't looked at: ${said} ${names.length === 1 ? 'is' : 'are'} missing or wrong.`,
    `nightlatch doctor --only environment says how ${said} must be.`,
  );
}

/** Two variables that can't both be meant. */
export function contradiction(says: string, mend: string, isFatal: boolean): Finding {
  return isFatal ? failure('environment', says, mend) : warning('environment', says, mend);
}
