import { z } from 'zod';
import type { SlackUserId } from '../../../../domain/names.ts';
import type { PageAsked } from '../../blocks/action-ids.ts';
import { grantsWindow } from '../../blocks/grants-window.ts';
import { grantsHelpWindow } from '../../blocks/help-windows.ts';
import type { Window } from '../../blocks/kit.ts';
import { refusalWindow } from '../../blocks/refusal-window.ts';
import { listingWindow } from '../../blocks/waiting-windows.ts';
import { type IncomingClick, type IncomingCommand, windowIdOf } from '../../incoming.ts';
import { placeIn, windowToTurn } from '../click-place.ts';
import { conclude } from '../conclude.ts';
import type { ListenerNeeds } from '../listener-needs.ts';
import { turnWindow } from '../turn-window.ts';

const MOST_METADATA = 3000;

const pageAsked = z.object({ words: z.string(), page: z.int().min(0).max(10_000) });

/** `/grants`: a window at once, then the first page in it. Whether the person was told. */
export function answerGrants(needs: ListenerNeeds, command: IncomingCommand): Promise<boolean> {
  return listInWindow(needs, command, { words: command.words, page: 0 });
}

/** A page of grants, in the window clicked in or in a new one. */
export async function listInWindow(
  needs: ListenerNeeds,
  from: IncomingCommand | IncomingClick,
  asked: PageAsked,
): Promise<boolean> {
  const turned = await turnWindow(needs, windowToTurn(from, windowIdOf('grants', from.key)), listingWindow(asked.words));
  return conclude(needs, placeIn(turned, from), { doing: 'list' }, () => listWindow(needs, from.user, asked));
}

/** The page as a window that remembers what it lists. Throws what `listGrants` throws. */
export async function listWindow(needs: ListenerNeeds, user: SlackUserId, asked: PageAsked): Promise<Window> {
  const list = await needs.verbs.listGrants({ slackId: user, ...asked });
  if (list.outcome === 'help') return grantsHelpWindow();
  if (list.outcome === 'refused') return refusalWindow(list.because, list.reader, undefined);
  const metadata = JSON.stringify(asked);
  const window = grantsWindow(list, asked.words);
  return metadata.length > MOST_METADATA ? window : { ...window, private_metadata: metadata };
}

/** What a page button or a window's metadata asks for; undefined when it is neither. It names a list, and gives no right to it. */
export function pageIn(json: string): PageAsked | undefined {
  try {
    return pageAsked.safeParse(JSON.parse(json)).data;
  } catch {
    return undefined;
  }
}
