import { BodyRoom, readBody } from '../adapters/slack/read-body.ts';
import { BIGGEST_WEBHOOK, pagerDutyDoor, type WebhookDoor, type WebhookDoorNeeds } from '../adapters/webhooks/pagerduty/door.ts';
import type { Secret } from '../domain/secret.ts';
import type { WebhookDeliveries } from '../ports/webhook-deliveries.ts';
import { takeWebhook } from '../use-cases/take-webhook.ts';

const BODY_DEADLINE_MS = 5000;
// Beside those of Slack, which these don't keep out.
const ROOM_FOR_BODIES = 16 * 1024 * 1024;

interface WebhookNeeds {
  webhookSecrets: readonly Secret[];
  webhookDeliveries: WebhookDeliveries;
}

/** The door for PagerDuty's webhooks. */
export function webhookDoor(needs: Omit<WebhookDoorNeeds, 'secrets' | 'readBody' | 'take'> & WebhookNeeds): WebhookDoor {
  const limits = { most: BIGGEST_WEBHOOK, deadlineMs: BODY_DEADLINE_MS, room: new BodyRoom(ROOM_FOR_BODIES) };
  return pagerDutyDoor({
    ...{ isOpen: needs.isOpen, kick: needs.kick, log: needs.log, secrets: needs.webhookSecrets },
    readBody: (request) => readBody(request, limits),
    take: (delivery) => takeWebhook(needs, delivery),
  });
}
