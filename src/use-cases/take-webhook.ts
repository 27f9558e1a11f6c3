import type { Logger } from '../ports/logger.ts';
import type { WebhookDeliveries, WebhookDelivery } from '../ports/webhook-deliveries.ts';

/**
 * Keeps a webhook that its sender signed, to be worked off; whether there is something to do. What came before, or tells of another time than about
 * now, is left: whoever kept an old delivery can't have it acted upon once more. Throws StoreUnavailable.
 */
export async function takeWebhook(
  needs: { webhookDeliveries: WebhookDeliveries; log: Logger },
  delivery: WebhookDelivery,
): Promise<boolean> {
  const taken = await needs.webhookDeliveries.accept(delivery);
  const { event, incidentId: incident, occurredAt } = delivery;
  if (taken === 'too-old' || taken === 'too-early') {
    needs.log.warn(`webhook left, ${taken}`, { event, incident, occurredAt: occurredAt.toString() });
  } else if (taken === 'repeated') needs.log.info('webhook came again', { event, incident });
  return taken === 'first';
}
