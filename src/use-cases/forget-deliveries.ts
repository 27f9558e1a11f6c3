import type { Deliveries } from '../ports/deliveries.ts';
import type { Store } from '../ports/store.ts';
import type { WebhookDeliveries } from '../ports/webhook-deliveries.ts';

const JOB = 'forget-deliveries';
const EVERY_SECONDS = 3600;

// Slack's own retries end within minutes, and a signature counts for five.
const KEPT_HOURS = 24;

// What happened 49 hours ago, by a clock five minutes off, is taken for new: longer, or it could come again.
const WEBHOOKS_KEPT_HOURS = 50;

/** Once an hour, by one replica, takes out deliveries that can't come again. Throws StoreUnavailable. */
export async function forgetDeliveries(needs: {
  store: Store;
  deliveries: Deliveries;
  webhookDeliveries: WebhookDeliveries;
}): Promise<void> {
  const isDue = await needs.store.transaction((tx) => tx.jobs.claim(JOB, EVERY_SECONDS));
  if (!isDue) return;
  await needs.deliveries.forget(KEPT_HOURS);
  await needs.webhookDeliveries.forget(WEBHOOKS_KEPT_HOURS);
}
