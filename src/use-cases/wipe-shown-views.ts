import type { Grant } from '../domain/grant.ts';
import type { Reveal } from '../domain/reveal.ts';
import type { Logger } from '../ports/logger.ts';
import type { SecretWindows } from '../ports/secret-windows.ts';
import { type Store, StoreUnavailable } from '../ports/store.ts';

export interface WipeShownNeeds {
  store: Store;
  windows: SecretWindows;
  log: Logger;
}

/**
 * Overwrites views before their time, since the process that showed them ends. Their grants live on. Needs no database to overwrite; what isn't on
 * record as wiped then is wiped once more by another replica, or at the next start. Never throws.
 */
export async function wipeShownViews(needs: WipeShownNeeds, shown: readonly { reveal: Reveal; grant: Grant }[]): Promise<void> {
  await Promise.all(shown.map(({ reveal, grant }) => wipe(needs, reveal, grant)));
}

async function wipe(needs: WipeShownNeeds, reveal: Reveal, grant: Grant): Promise<void> {
  const found = await ifAnswered(needs, ({ store }) =>
    store.transaction(async (tx) => ({
      state: (await tx.reveals.byId(reveal.id))?.state,
      grant: await tx.grants.byId(grant.id),
      now: await tx.now(),
    })),
  );
  // Another replica was first; the window may show something else by now.
  if (found?.state === 'wiped') return;
  const { now, grant: present } = { now: reveal.wipeAt, ...found };
  const became = await needs.windows.overwrite({ ...reveal, state: 'shown' }, present ?? grant, now);
  if (became === 'later') return;
  await ifAnswered(needs, ({ store }) =>
    store.transaction(async (tx) => {
      await tx.reveals.move(reveal.id, 'wiped');
      await tx.cards.setHeldByReveal(reveal.externalId, false);
    }),
  );
}

async function ifAnswered<T>(needs: WipeShownNeeds, ask: (needs: WipeShownNeeds) => Promise<T>): Promise<T | undefined> {
  try {
    return await ask(needs);
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) needs.log.error('wipe not put on record', {}, error);
    return undefined;
  }
}
