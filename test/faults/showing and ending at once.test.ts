import { expect, onTestFinished, test } from 'vitest';
import { connect } from '../../src/adapters/postgres/connect.ts';
import { postgresStore } from '../../src/adapters/postgres/postgres-store.ts';
import type { Store } from '../../src/ports/store.ts';
import { closeGrant } from '../../src/use-cases/close-grant.ts';
import { beginReveal } from '../../src/use-cases/reveal-values.ts';
import { aPolicy } from '../builders/a-policy.ts';
import { aNight } from '../stories/a-night.ts';

const WAITING = 'SELECT 1 FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE NOT granted AND datname = current_database()';

test('a click on Show values never makes the end of its grant fail, nor the end the click', async () => {
  const night = await aNight();
  await night.bot.pauseJobs();
  await night.alice.types('inc-42-checkout-latency', '/unlock db-prod');
  const window = await night.alice.windowSays(/db-prod until/);
  const id = String((await night.grants())[0]?.id);
  const database = connect(night.database.appUrl);
  onTestFinished(() => database.close());
  const store = postgresStore(database);
  const held = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  const click = beginReveal(
    { store: pausing(store, held.resolve, goOn.promise), policy: { current: () => aPolicy() } },
    { slackId: 'U01ALICE', grantId: id, externalId: window.externalId },
  );
  await held.promise;
  const end = store.transaction(async (tx) => {
    const grant = await tx.grants.lock(id);
    return grant && closeGrant(tx, grant, { kind: 'by-time' });
  });
  await expect.poll(() => night.rows(WAITING), { timeout: 20_000 }).not.toEqual([]);
  goOn.resolve();
  const [begun, ended] = await Promise.allSettled([click, end]);
  expect([begun.status, ended.status]).toEqual(['fulfilled', 'fulfilled']);
});

/** The store, stopping once the window was handed to the reveal. */
function pausing(store: Store, reached: () => void, goOn: Promise<void>): Store {
  return {
    transaction: (work) =>
      store.transaction((tx) =>
        work({
          ...tx,
          cards: {
            ...tx.cards,
            async setHeldByReveal(...which) {
              await tx.cards.setHeldByReveal(...which);
              reached();
              await goOn;
            },
          },
        }),
      ),
  };
}
