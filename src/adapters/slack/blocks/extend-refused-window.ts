import type { Window } from './kit.ts';
import { boldLine, line } from './parts.ts';
import { windowOf } from './window.ts';

/** The answer to Extend about a grant that this person doesn't hold, or that has ended: the same for both. */
export function extendRefusedWindow(): Window {
  return windowOf([
    boldLine("There's no grant here that you can extend."),
    line('Only its holder can, while it is open. To ask anew: /unlock and its name.'),
  ]);
}
