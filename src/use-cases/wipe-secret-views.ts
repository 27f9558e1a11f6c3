import type { Reveal } from '../domain/reveal.ts';
import type { SecretWindows } from '../ports/secret-windows.ts';
import type { Store } from '../ports/store.ts';

const AT_ONCE = 20;
const LEASE_SECONDS = 5;
const MOST_ROUNDS = 50;

/** Overwrites every secret view whose time is over or whose grant has ended; what Slack doesn't take now is sent again. How many are done. */
export async function wipeSecretViews(needs: { store: Store; windows: SecretWindows }): Promise<number> {
  let done = 0;
  // Batch after batch until few are left: whoever clicks Show values a hundred times must not put off the wipes of others.
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const due = await needs.store.transaction((tx) => tx.reveals.claimDueWipes(AT_ONCE, LEASE_SECONDS));
    const wiped = await Promise.all(due.map((reveal) => wipe(needs, reveal)));
    done += wiped.filter(Boolean).length;
    if (due.length < AT_ONCE) break;
  }
  return done;
}

async function wipe(needs: { store: Store; windows: SecretWindows }, reveal: Reveal): Promise<boolean> {
  const { grant, now } = await needs.store.transaction(async (tx) => ({
    grant: await tx.grants.byId(reveal.grantId),
    now: await tx.now(),
  }));
  if (!grant) return false;
  if ((await needs.windows.overwrite(reveal, grant, now)) === 'later') return false;
  await needs.store.transaction(async (tx) => {
    await tx.reveals.move(reveal.id, 'wiped');
    await tx.cards.setHeldByReveal(reveal.externalId, false);
  });
  return true;
}
