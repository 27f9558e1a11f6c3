import type { Block, Window } from './kit.ts';
import { plainText } from './text.ts';

/** The callback id of every window. */
export const WINDOW = 'nightlatch';

const MOST_TITLE = 24;

/** A window, titled by its resource where the name fits. The caller adds the external id. */
export function windowOf(blocks: Block[], resource?: string): Window {
  const title = resource !== undefined && resource !== '' && resource.length <= MOST_TITLE ? resource : 'Nightlatch';
  return { type: 'modal', callback_id: WINDOW, title: plainText(title), close: plainText('Close'), blocks };
}
