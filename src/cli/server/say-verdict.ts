import type { Found } from '../../config/mistake.ts';

/** `3 mistakes, 2 warnings: this policy would not be put in force.` Notes are counted where there are any. */
export function sayVerdict(findings: readonly Found[]): string {
  const { mistake = [], warning = [], note = [] } = Object.groupBy(findings, ({ severity }) => severity);
  const counts = [counted(mistake.length, 'mistake'), counted(warning.length, 'warning')];
  if (note.length > 0) counts.push(counted(note.length, 'note'));
  const said = counts.join(', ').replace(/^n/, 'N');
  return mistake.length > 0 ? `${said}: this policy would not be put in force.` : `${said}.`;
}

function counted(count: number, what: string): string {
  return `${count === 0 ? 'no' : count} ${what}${count === 1 ? '' : 's'}`;
}
