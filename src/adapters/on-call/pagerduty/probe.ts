import { z } from 'zod';
import type { SourceItem, SourcePolicy, SourceUser, WebhookSubscription } from '../../../domain/live-world.ts';
import type { OnCallProbe } from '../../../ports/on-call-probe.ts';
import { SourceUnavailable } from '../../../ports/on-call-source.ts';
import type { PagerDutyClient } from './client.ts';
import { item, onCallPage, pageOf, userAnswer, type userEntry, userPage } from './responses.ts';
import { filterFor, isOf } from './source.ts';

const policyEntry = item.and(z.object({ escalation_rules: z.array(z.unknown()) }));
const scheduleAnswer = z.object({ schedule: item });
const serviceAnswer = z.object({ service: item });
const policyAnswer = z.object({ escalation_policy: policyEntry });
const schedulePage = pageOf('schedules', item);
const servicePage = pageOf('services', item);
const subscriptionEntry = z.object({
  id: z.string().min(1),
  active: z.boolean(),
  delivery_method: z.object({ url: z.string(), temporarily_disabled: z.boolean().nullish() }),
  events: z.array(z.string()),
  filter: z.object({ id: z.string().nullish(), type: z.string() }),
});
const subscriptionPage = pageOf('webhook_subscriptions', subscriptionEntry);
const policyPage = pageOf('escalation_policies', policyEntry);

/** PagerDuty's side of what a policy names. */
export function pagerDutyProbe(client: PagerDutyClient): OnCallProbe {
  const one = async <T>(folder: string, id: string, answer: z.ZodType<T>) =>
    // Anything else would be another path of the API.
    /^[A-Za-z0-9]+$/.test(id) ? client.check().one(`/${folder}/${id}`, answer) : undefined;
  return {
    // Every kind of key may list users; one is enough.
    tryToken: async () => void (await client.check().one('/users', userPage, { limit: '1' })),

    async schedule(id) {
      const answer = await one('schedules', id, scheduleAnswer).catch((error: unknown) => {
        // A shift-based schedule answers 400 where one of the older kind is asked for.
        if (!(error instanceof SourceUnavailable) || error.kind !== 'shape') throw error;
        return one('v3/schedules', id, scheduleAnswer);
      });
      return answer && itemOf(answer.schedule);
    },

    async escalationPolicy(id) {
      const answer = await one('escalation_policies', id, policyAnswer);
      return answer && policyOf(answer.escalation_policy);
    },

    async service(id) {
      const answer = await one('services', id, serviceAnswer);
      return answer && itemOf(answer.service);
    },

    async user(id) {
      const answer = await one('users', id, userAnswer);
      return answer && userOf(answer.user);
    },

    async onCallNow(of) {
      const entries = await client.check().all('/oncalls', onCallPage, filterFor({ of }));
      if (!entries.every((entry) => isOf({ of }, entry))) throw new SourceUnavailable('PagerDuty', 'shape');
      return entries.map(({ user, escalation_level: level, end }) => {
        return { user: { id: user.id, name: user.summary ?? user.id }, level, isPermanent: end === null };
      });
    },

    listSchedules: async () => byName((await client.check().all('/schedules', schedulePage)).map(itemOf)),
    listEscalationPolicies: async () => byName((await client.check().all('/escalation_policies', policyPage)).map(policyOf)),
    listServices: async () => byName((await client.check().all('/services', servicePage)).map(itemOf)),
    listUsers: async () => byName((await client.check().all('/users', userPage)).map(userOf)),
    listWebhooks: async () => (await client.check().all('/webhook_subscriptions', subscriptionPage)).map(subscriptionOf),
  };
}

function itemOf({ id, name, summary }: z.infer<typeof item>): SourceItem {
  return { id, name: name ?? summary ?? id };
}

function policyOf(entry: z.infer<typeof policyEntry>): SourcePolicy {
  return { ...itemOf(entry), levels: entry.escalation_rules.length };
}

function userOf({ id, name, email, invitation_sent }: z.infer<typeof userEntry>): SourceUser {
  return { id, name, email, accepted: !invitation_sent };
}

function subscriptionOf({ id, active, delivery_method, events, filter }: z.infer<typeof subscriptionEntry>): WebhookSubscription {
  const { url, temporarily_disabled: disabled } = delivery_method;
  return { id, url, isActive: active, isDisabled: disabled ?? false, events, of: whoseOf(filter) };
}

function whoseOf({ id, type }: z.infer<typeof subscriptionEntry>['filter']): WebhookSubscription['of'] {
  if (type === 'account_reference') return { kind: 'account' };
  if (!id || (type !== 'service_reference' && type !== 'team_reference')) throw new SourceUnavailable('PagerDuty', 'shape');
  return { kind: type === 'service_reference' ? 'service' : 'team', id };
}

function byName<T extends SourceItem>(items: T[]): T[] {
  return items.toSorted((a, b) => a.name.localeCompare(b.name, 'en'));
}
