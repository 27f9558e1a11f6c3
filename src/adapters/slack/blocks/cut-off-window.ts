import type { Window } from './kit.ts';
import { boldLine, line } from './parts.ts';
import { windowOf } from './window.ts';

/** For someone whose command or click a crash cut off. It can't say what became of it; `/grants` can. */
export function cutOffWindow(about: string): Window {
  return windowOf([
    boldLine(`I was stopped while answering ${about}.`),
    line('Whatever was opened or ended shows in /grants. If it is not there, ask again.'),
  ]);
}
