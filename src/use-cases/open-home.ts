import type { SlackUserId } from '../domain/names.ts';
import type { Store } from '../ports/store.ts';

/** Somebody opened their home tab: it has a card from now on, drawn again at once and whenever what it shows changes. Throws StoreUnavailable. */
export async function openHome(needs: { store: Store }, slackId: SlackUserId): Promise<void> {
  await needs.store.transaction((tx) => tx.cards.add({ kind: 'home' }, { kind: 'home', of: slackId }));
}
