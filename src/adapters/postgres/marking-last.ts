import type { ChannelId, GrantId, SlackUserId } from '../../domain/names.ts';
import type { Cards } from '../../ports/cards.ts';
import type { CardsInPostgres } from './postgres-cards.ts';

/** What a transaction marks at its end. */
interface Marked {
  homes: Set<SlackUserId>;
  panels: Set<ChannelId> | 'all';
  grants: Set<GrantId>;
}

/** The cards that changes of different grants share, panels, records and homes, are marked last and all at once, or two changes deadlock. */
export function markingLast(cards: CardsInPostgres): { cards: Cards; markAll(): Promise<void> } {
  const marked: Marked = { homes: new Set(), panels: new Set(), grants: new Set() };
  return {
    cards: {
      ...cards,
      markHomes: async (of) => of.forEach((one) => void marked.homes.add(one)),
      async markPanels(channels) {
        if (channels && marked.panels !== 'all') for (const one of channels) marked.panels.add(one);
        if (!channels) marked.panels = 'all';
      },
      async markDirty(grant) {
        marked.grants.add(grant);
        await cards.markDirty(grant);
      },
    },
    markAll: () => markAll(cards, marked),
  };
}

async function markAll(cards: CardsInPostgres, { homes, panels, grants }: Marked): Promise<void> {
  if (panels === 'all' || panels.size > 0 || grants.size > 0)
    await cards.markShared(panels === 'all' ? undefined : [...panels], [...grants]);
  if (homes.size > 0) await cards.markHomes([...homes]);
}
