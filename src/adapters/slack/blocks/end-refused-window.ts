import { sayRefusal } from '../../../domain/say-refusal.ts';
import type { Reader } from '../../../domain/say-time.ts';
import type { Window } from './kit.ts';
import { boldLine, line } from './parts.ts';
import { windowOf } from './window.ts';

/** The answer to Give back or Revoke from someone who can't end it: the same whether there is such a grant or not. */
export function endRefusedWindow(outcome: 'not-found' | 'outsider' | 'no-policy', reader: Reader): Window {
  if (outcome !== 'not-found') return windowOf([boldLine(sayRefusal({ code: outcome }, reader).text)]);
  return windowOf([
    boldLine("There's no grant here that you can end."),
    line('Its holder, the approvers of its resource and owners can. /grants lists what you hold.'),
  ]);
}
