import type { WebhookSubscription } from '../live-world.ts';
import type { Policy } from '../policy.ts';
import { sayList } from '../say-list.ts';
import { NEEDED_EVENTS } from '../webhook-events.ts';
import { type Finding, failure, note, ok, warning } from './finding.ts';

/** Where the bot takes them in; a proxy may put something before it. */
const PATH = '/webhooks/pagerduty';
const POLLED = 'incidents are asked after once a minute instead';
const SUBSCRIBE =
  'In PagerDuty, Integrations, Generic Webhooks (v3): make one for https://<the bot>/webhooks/pagerduty and put its secret into PAGERDUTY_WEBHOOK_SECRETS.';

/** Whether PagerDuty tells the bot of incidents: its subscriptions for our path, beside the secrets the bot has. */
export function judgeWebhooks(all: readonly WebhookSubscription[], hasSecrets: boolean, policy: Policy | undefined): Finding[] {
  const ours = all.filter(({ url }) => URL.parse(url)?.pathname.endsWith(PATH));
  if (!hasSecrets) return [withoutSecrets(ours)];
  if (ours.length === 0) {
    const says = `PagerDuty has no webhook subscription for an address that ends in ${PATH}; ${POLLED}.`;
    return [warning('pagerduty', says, SUBSCRIBE)];
  }
  const live = ours.filter(({ isActive, isDisabled }) => isActive && !isDisabled);
  return [...ours.map(judgeOne), ...(live.length > 0 ? unheard(live, policy) : [])];
}

/** That PagerDuty doesn't let this key list them. */
export function webhooksNotShown(hasSecrets: boolean): Finding {
  const says = `PagerDuty doesn't let this key list webhook subscriptions${hasSecrets ? '' : `, and PAGERDUTY_WEBHOOK_SECRETS isn't set: ${POLLED}`}.`;
  return note('pagerduty', says, 'Look under Integrations, Generic Webhooks (v3), whether the one for the bot is enabled.');
}

function withoutSecrets(ours: readonly WebhookSubscription[]): Finding {
  const [one] = ours;
  if (!one) return note('pagerduty', `No webhooks: PAGERDUTY_WEBHOOK_SECRETS isn't set, and ${POLLED}.`, SUBSCRIBE);
  const says = `PagerDuty sends webhooks to ${placeOf(one)}, and the bot refuses them: PAGERDUTY_WEBHOOK_SECRETS isn't set.`;
  return failure('pagerduty', says, 'Set it to the secret of that subscription; make a new one if nobody kept it.');
}

function judgeOne(one: WebhookSubscription): Finding {
  const called = `The webhook subscription ${one.id} for ${placeOf(one)}`;
  if (!one.isActive)
    return failure(
      'pagerduty',
      `${called} is disabled; ${POLLED}.`,
      'Enable it in PagerDuty, Integrations, Generic Webhooks (v3).',
    );
  if (one.isDisabled) {
    const says = `${called} was switched off by PagerDuty for a day, since deliveries were refused; ${POLLED}.`;
    return failure(
      'pagerduty',
      says,
      'Look at the log for webhooks that were refused or not kept, then enable it again in PagerDuty.',
    );
  }
  const missing = NEEDED_EVENTS.filter((event) => !one.events.includes(event));
  if (missing.length > 0) {
    const says = `${called} leaves out ${sayList(missing, 'and')}; what they tell is asked after once a minute.`;
    return warning('pagerduty', says, 'Add them to the subscription in PagerDuty.');
  }
  return ok('pagerduty', `${called} is enabled, for ${sayWhose(one)}.`);
}

/** Services that the policy names and none of these tells of; of a team's nobody here knows which they are. */
function unheard(live: readonly WebhookSubscription[], policy: Policy | undefined): Finding[] {
  if (!policy || live.some(({ of }) => of.kind !== 'service')) return [];
  const heard = new Set(live.flatMap(({ of }) => (of.kind === 'service' ? [of.id] : [])));
  const named = [...policy.resources.values()].flatMap(({ services }) => (services === 'any' ? [] : services));
  const missing = [...new Set(named)].filter((id) => !heard.has(id));
  if (missing.length === 0) return [];
  const says = `No webhook subscription tells of the incidents of ${sayList(missing, 'and')}; ${POLLED}.`;
  return [warning('pagerduty', says, 'Make the subscription for the whole account, or one for each service.')];
}

// An address may hold a name, a password or a token.
function placeOf({ url }: WebhookSubscription): string {
  const { host, pathname } = URL.parse(url) ?? { host: '', pathname: url };
  return `${host}${pathname}`;
}

function sayWhose({ of }: WebhookSubscription): string {
  return of.kind === 'account' ? 'the whole account' : `${of.kind} ${of.id}`;
}
