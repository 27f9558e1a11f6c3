import { createHash } from 'node:crypto';
import { z } from 'zod';
import { FOLLOWED_EVENTS } from '../../../domain/webhook-events.ts';
import type { WebhookDelivery } from '../../../ports/webhook-deliveries.ts';

/** What a signed delivery is. `unused`: nothing that Nightlatch follows. `odd`: nothing that it can read. */
export type ReadWebhook = { kind: 'ping' } | { kind: 'unused'; event: string } | { kind: 'odd' } | IncidentWebhook;
interface IncidentWebhook {
  kind: 'incident';
  delivery: WebhookDelivery;
}

const instant = z.string().transform((text, context) => {
  try {
    return Temporal.Instant.from(text);
  } catch {
    context.addIssue({ code: 'custom', message: 'not an instant' });
    return z.NEVER;
  }
});
const id = z.string().regex(/^[A-Za-z0-9]{1,64}$/);

const anyEvent = z.object({ event: z.object({ id: z.string().min(1).max(1000), event_type: z.string().min(1).max(100) }) });
// The rest of the body isn't read: the incident is, from PagerDuty.
const incidentEvent = z.object({
  event: z.object({ occurred_at: instant, data: z.object({ id, service: z.object({ id }).nullish().catch(undefined) }) }),
});

/** Reads a body that was found signed. Never throws. */
export function readWebhook(body: Buffer): ReadWebhook {
  const sent = parsed(body);
  const any = anyEvent.safeParse(sent);
  if (!any.success) return { kind: 'odd' };
  const { id: eventId, event_type: event } = any.data.event;
  if (event === 'pagey.ping') return { kind: 'ping' };
  if (!FOLLOWED_EVENTS.has(event)) return { kind: 'unused', event };
  const about = incidentEvent.safeParse(sent);
  if (!about.success) return { kind: 'odd' };
  const { occurred_at: occurredAt, data } = about.data.event;
  return {
    kind: 'incident',
    delivery: {
      key: keyOf(eventId),
      event,
      incidentId: data.id,
      occurredAt,
      ...(data.service && { serviceId: data.service.id }),
    },
  };
}

// The event's own id, which is signed and the same in every retry. `X-Webhook-Id` isn't signed: a delivery that somebody kept could come again under another.
function keyOf(eventId: string): string {
  return createHash('sha256').update(`pagerduty ${eventId}`).digest('hex');
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
