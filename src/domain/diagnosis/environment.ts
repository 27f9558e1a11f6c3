import { type Finding, failure, ok, warning } from './finding.ts';

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

/** Two variables that can't both be meant. */
export function contradiction(says: string, mend: string, isFatal: boolean): Finding {
  return isFatal ? failure('environment', says, mend) : warning('environment', says, mend);
}
