import { type SourceAnswer, shiftsSaid } from './facts.ts';
import type { TargetName } from './names.ts';
import type { Policy } from './policy.ts';
import { sayList } from './say-list.ts';
import { answererOf, sayBy, saySilence } from './say-source.ts';
import { type Reader, sayLastingTime } from './say-time.ts';
import { onCallAt } from './shift.ts';

/** Who is on call for a target, as far as its sources say: `On call for db-primary: Alice until 07:00`. */
export function sayOnCall(target: TargetName, said: readonly SourceAnswer[], reader: Reader, known?: Policy['people']): string {
  const shifts = shiftsSaid(said);
  const silent = said.find((answer) => !answer.known);
  const people = onCallAt(shifts, reader.now, known).map(({ name, until }) =>
    until ? `${name} until ${sayLastingTime(until, reader)}` : name,
  );
  if (people.length > 0) return `On call for ${target}: ${sayList(people, 'and')}${sayInstead(said)}`;
  if (silent && !silent.known) return `${saySilence(silent.source, silent.fault)}, so I can't tell who is on call for ${target}.`;
  return `Nobody is on call for ${target}${sayInstead(said)}.`;
}

function sayInstead(said: readonly SourceAnswer[]): string {
  const instead = said.find(({ insteadOf }) => insteadOf !== undefined);
  return instead ? ` (${sayBy(answererOf(instead))})` : '';
}
