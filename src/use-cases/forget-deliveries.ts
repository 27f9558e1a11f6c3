import type { Deliveries } from '../ports/deliveries.ts';
import type { Store } from '../ports/store.ts';

const JOB = 'forget-deliveries';
const EVERY_SECONDS = 3600;

// Slack's own retries end within minutes, and a signature counts for five.
const KEPT_HOURS = 24;

/** Once an hour, by one replica, takes out deliveries that can't come again. Throws StoreUnavailable. */
export async function forgetDeliveries(needs: { store: Store; deliveries: Deliveries }): Promise<void> {
  const isDue = await needs.store.transaction((tx) => tx.jobs.claim(JOB, EVERY_SECONDS));
  if (isDue) await needs.deliveries.forget(KEPT_HOURS);
}
