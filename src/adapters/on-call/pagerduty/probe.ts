import type { z } from 'zod';
import type { SourceItem, SourcePolicy, SourceUser } from '../../../domain/live-world.ts';
import type { OnCallProbe } from '../../../ports/on-call-probe.ts';
import { SourceUnavailable } from '../../../ports/on-call-source.ts';
import type { PagerDutyClient } from './client.ts';
import { item, onCallPage, pageOf, type userEntry, userPage } from './responses.ts';
import { filterFor, isOf } from './source.ts';
import { webhookSubscriptions } from './subscriptions.ts';
import { policyById, policyEntry, scheduleById, scopeOf, serviceById, userById } from './things.ts';

const schedulePage = pageOf('schedules', item);
const servicePage = pageOf('services', item);
const policyPage = pageOf('escalation_policies', policyEntry);

/** PagerDuty's side of what a policy names. */
export function pagerDutyProbe(client: PagerDutyClient): OnCallProbe {
  return {
    // Every kind of key may list users; one is enough.
    tryToken: async () => void (await client.check().one('/users', userPage, { limit: '1' })),

    async schedule(id) {
      const found = await scheduleById(client.check(), id);
      return found && itemOf(found);
    },

    async escalationPolicy(id) {
      const found = await policyById(client.check(), id);
      return found && policyOf(found);
    },

    async service(id) {
      const found = await serviceById(client.check(), id);
      return found && { ...itemOf(found), escalationPolicy: found.escalation_policy.id };
    },

    async user(id) {
      const found = await userById(client.check(), id);
      return found && userOf(found);
    },

    async onCallNow(of) {
      const check = client.check();
      const scope = await scopeOf(check, of);
      const entries = await check.all('/oncalls', onCallPage, filterFor(scope));
      if (!entries.every((entry) => isOf(scope, entry))) throw new SourceUnavailable('PagerDuty', 'shape');
      return entries.map(({ user, escalation_level: level, end }) => {
        return { user: { id: user.id, name: user.summary ?? user.id }, level, isPermanent: end === null };
      });
    },

    listSchedules: async () => byName((await client.check().all('/schedules', schedulePage)).map(itemOf)),
    listEscalationPolicies: async () => byName((await client.check().all('/escalation_policies', policyPage)).map(policyOf)),
    listServices: async () => byName((await client.check().all('/services', servicePage)).map(itemOf)),
    listUsers: async () => byName((await client.check().all('/users', userPage)).map(userOf)),
    listWebhooks: () => webhookSubscriptions(client.check()),
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

function byName<T extends SourceItem>(items: T[]): T[] {
  return items.toSorted((a, b) => a.name.localeCompare(b.name, 'en'));
}
