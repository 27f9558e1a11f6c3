import { isOver, type KnownIncident } from '../domain/incident.ts';
import type { ChannelId } from '../domain/names.ts';
import type { Store, Transaction } from '../ports/store.ts';

const EVERY_SECONDS = 60;

/** Has the panels of open incidents drawn again, once a minute by one replica: who is on call changes without anybody telling. What reads the same isn't sent. Throws StoreUnavailable. */
export async function refreshPanels(needs: { store: Store }): Promise<void> {
  await needs.store.transaction(async (tx) => {
    if (await tx.jobs.claim('refresh-panels', EVERY_SECONDS)) await tx.cards.markPanels(await channelsOfOpen(tx));
  });
}

async function channelsOfOpen(tx: Transaction): Promise<ChannelId[]> {
  const known = new Map<string, KnownIncident | undefined>();
  const open: ChannelId[] = [];
  for (const { channel, bound } of await tx.incidents.openChannels()) {
    if (!bound) continue;
    if (!known.has(bound.incidentId)) known.set(bound.incidentId, await tx.incidents.byId(bound.incidentId));
    const incident = known.get(bound.incidentId);
    if (incident && !isOver(incident)) open.push(channel);
  }
  return open;
}
