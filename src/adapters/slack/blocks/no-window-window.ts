import type { Grant } from '../../../domain/grant.ts';
import { showButton } from './grant-buttons.ts';
import type { Window } from './kit.ts';
import { boldLine, buttons, line } from './parts.ts';
import { windowOf } from './window.ts';

/** Values are shown in windows only, and there was none: Slack didn't open it, or it was closed meanwhile. */
export function noWindowWindow(grant: Grant): Window {
  const blocks = [
    boldLine('There was no window to show it in, so no value was shown.'),
    line('The grant is as it was. Click once more.'),
  ];
  return windowOf([...blocks, ...buttons(`grant:${grant.id}`, showButton(grant))], grant.resource);
}
