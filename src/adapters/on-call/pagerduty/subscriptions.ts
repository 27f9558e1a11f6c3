import { z } from 'zod';
import type { WebhookSubscription } from '../../../domain/live-world.ts';
import { SourceUnavailable } from '../../../ports/on-call-source.ts';
import type { PagerDutyCheck } from './client.ts';
import { pageOf } from './responses.ts';

const entry = z.object({
  id: z.string().min(1),
  active: z.boolean(),
  delivery_method: z.object({ url: z.string(), temporarily_disabled: z.boolean().nullish() }),
  events: z.array(z.string()),
  filter: z.object({ id: z.string().nullish(), type: z.string() }),
});
const page = pageOf('webhook_subscriptions', entry);

/** Every webhook subscription of the account. */
export async function webhookSubscriptions(check: PagerDutyCheck): Promise<WebhookSubscription[]> {
  return (await check.all('/webhook_subscriptions', page)).map(subscriptionOf);
}

function subscriptionOf({ id, active, delivery_method, events, filter }: z.infer<typeof entry>): WebhookSubscription {
  const { url, temporarily_disabled: disabled } = delivery_method;
  return { id, url, isActive: active, isDisabled: disabled ?? false, events, of: whoseOf(filter) };
}

function whoseOf({ id, type }: z.infer<typeof entry>['filter']): WebhookSubscription['of'] {
  if (type === 'account_reference') return { kind: 'account' };
  if (!id || (type !== 'service_reference' && type !== 'team_reference')) throw new SourceUnavailable('PagerDuty', 'shape');
  return { kind: type === 'service_reference' ? 'service' : 'team', id };
}
