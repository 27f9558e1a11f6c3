import { z } from 'zod';
import type { ClickedAbout } from '../../../use-cases/adopt-card.ts';
import type { Window } from '../blocks/kit.ts';
import { orphanMessage } from '../blocks/orphan-message.ts';
import { strayClickWindow } from '../blocks/stray-click-windows.ts';
import type { ClickedMessage, IncomingClick } from '../incoming.ts';
import { SlackFault } from '../slack-fault.ts';
import { asId } from './click-place.ts';
import type { ListenerNeeds } from './listener-needs.ts';

const linkAnswer = z.object({ permalink: z.string() });

/** `fine`: the click came from a window or the home tab, from a message only that person sees, or from the own card of what it is about. `told`: it didn't, and they know. */
export type ClickOrigin = 'fine' | 'told' | Window;

/**
 * Whether a click about a grant, a request or a digest came from where it may. In a channel or direct message only the card on record counts: copies change nothing, and
 * a second copy of ours is overwritten with the way to the card. Throws StoreUnavailable.
 */
export async function originOf(
  needs: ListenerNeeds,
  click: IncomingClick,
  kind: ClickedAbout['kind'],
  id: string | undefined,
): Promise<ClickOrigin> {
  const { from } = click;
  if (from.kind !== 'message' || from.ephemeral) return 'fine';
  const cardId = click.blockId.startsWith('card:') ? asId(click.blockId.slice('card:'.length)) : undefined;
  if (cardId === undefined || id === undefined) return strayClickWindow(kind);
  const { channel, ts } = from;
  const adoption = await needs.verbs.adoptCard({ cardId, about: { kind, id }, channel, ts, clickedBy: click.user });
  if (adoption.outcome === 'card') return 'fine';
  if (adoption.outcome === 'no-card') return strayClickWindow(kind);
  return (await overwriteOrphan(needs, from, adoption.card)) ? 'told' : strayClickWindow(kind);
}

async function overwriteOrphan(
  needs: ListenerNeeds,
  orphan: ClickedMessage,
  card: { channel: string; ts: string } | undefined,
): Promise<boolean> {
  const { interactive } = needs.clients;
  // A copy somebody else posted, and the card itself, are not ours to overwrite.
  if (!card || (card.channel === orphan.channel && card.ts === orphan.ts)) return false;
  try {
    const link = linkAnswer.safeParse(
      await interactive('chat.getPermalink', { channel: card.channel, message_ts: card.ts }).catch(() => undefined),
    );
    await interactive('chat.update', { channel: orphan.channel, ts: orphan.ts, ...orphanMessage(link.data?.permalink) });
    return true;
  } catch (error) {
    if (!(error instanceof SlackFault)) throw error;
    needs.log.info('copy of a card not overwritten', { code: error.code });
    return false;
  }
}
