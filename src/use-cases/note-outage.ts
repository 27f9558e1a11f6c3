import type { FaultKind } from '../domain/evidence.ts';
import type { Logger } from '../ports/logger.ts';
import type { Store } from '../ports/store.ts';

export interface OutageNeeds {
  store: Store;
  log: Logger;
}

/** Notes that a source doesn't answer, by its fault, or that it does: what is new of that is an entry, and panels say it. Throws StoreUnavailable. */
export async function noteOutage({ store, log }: OutageNeeds, source: string, fault: FaultKind | undefined): Promise<void> {
  if (fault !== undefined) {
    const isNew = await store.transaction(async (tx) => {
      if (!(await tx.outages.begin(source, fault))) return false;
      tx.record({ kind: 'source-down', by: { kind: 'nightlatch' }, about: { source, fault } });
      await tx.cards.markPanels();
      return true;
    });
    if (isNew) log.warn(`${source} doesn't answer`, { fault });
    return;
  }
  const over = await store.transaction(async (tx) => {
    const outage = await tx.outages.end(source);
    if (!outage?.endedAt) return undefined;
    const seconds = Math.round(outage.since.until(outage.endedAt).total('seconds'));
    const about = { source, fault: outage.fault, since: String(outage.since), seconds };
    tx.record({ kind: 'source-up', by: { kind: 'nightlatch' }, about });
    await tx.cards.markPanels();
    return about;
  });
  if (over) log.info(`${source} answers again`, { since: over.since, seconds: over.seconds });
}
