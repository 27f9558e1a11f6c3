import type { CardPlace } from '../domain/card.ts';
import type { AccessRecordContent } from '../ports/card-surface.ts';
import type { Store, Transaction } from '../ports/store.ts';

// More than anyone reads; what is beyond is said to be there.
const MOST = 200;
// No grant lasts longer: what was open before its incident may have been extended for it.
const BEFORE = Temporal.Duration.from({ hours: 24 });

/** What the incident's access record shows now, in that place; undefined where the incident isn't known. Throws StoreUnavailable. */
export async function accessRecordContent(
  needs: { store: Store },
  incidentId: string,
  place: CardPlace,
): Promise<AccessRecordContent | undefined> {
  return needs.store.transaction(async (tx) => {
    const incident = await tx.incidents.byId(incidentId);
    if (!incident) return undefined;
    const filter = { state: 'any', incident: incidentId, startedSince: incident.openedAt.subtract(BEFORE) } as const;
    const { grants, more } = await tx.grants.list(filter, { offset: 0, limit: MOST });
    const thread = await threadIn(tx, place);
    const record = { incident, grants: grants.toReversed(), isCut: more };
    return { record, now: await tx.now(), ...(thread && { thread }) };
  });
}

async function threadIn(tx: Transaction, place: CardPlace): Promise<AccessRecordContent['thread']> {
  const panel = place.kind === 'channel' ? await tx.cards.panelOf(place.channel) : undefined;
  // A panel that its channel doesn't take is none to wait for.
  if (!panel || panel.lost) return undefined;
  return panel.posted ? { ts: panel.posted.ts } : 'awaited';
}
