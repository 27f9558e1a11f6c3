import { typing } from './help-windows.ts';
import type { Window } from './kit.ts';
import { boldLine, line } from './parts.ts';
import { visibleLine } from './text.ts';
import { windowOf } from './window.ts';

/** What can be typed after `/nightlatch`; `unknown`: what was typed and isn't among it. */
export function nightlatchHelpWindow(unknown?: { word: string; nearest: readonly string[] }): Window {
  return windowOf([
    ...(unknown ? [boldLine(`/nightlatch has no “${visibleLine(unknown.word, 40)}”.`), ...didYouMean(unknown.nearest)] : []),
    boldLine('What to type'),
    typing(
      ['/unlock help', 'how to open something: for, until, in, because, break-glass'],
      ['/grants help', 'who holds what, and what was'],
      ['/nightlatch digest', 'the last seven days (4w: four weeks), for owners and auditors'],
      ['/nightlatch lockdown because …', 'in an emergency: ends every grant and opens nothing more; for owners'],
      ['/nightlatch lift', 'ends the lockdown; for another owner'],
      ['/nightlatch explain db-prod', 'what each rule says to you now'],
      ['/nightlatch incident INC-42', 'which incident this channel is about; without a number, what it is now'],
      ['/nightlatch help', 'this'],
    ),
  ]);
}

function didYouMean([nearest]: readonly string[]) {
  return nearest === undefined ? [] : [line(`Did you mean /nightlatch ${nearest}?`)];
}
