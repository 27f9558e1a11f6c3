import { describe, expect, test } from 'vitest';
import { judgeWebhooks, webhooksNotShown } from '../../../src/domain/diagnosis/webhooks.ts';
import type { WebhookSubscription } from '../../../src/domain/live-world.ts';
import { NEEDED_EVENTS } from '../../../src/domain/webhook-events.ts';
import { aPolicy } from '../../builders/a-policy.ts';

const subscription = (given: Partial<WebhookSubscription> = {}): WebhookSubscription => ({
  ...{ id: 'PWEBHK1', url: 'https://nl.example/webhooks/pagerduty', isActive: true, isDisabled: false },
  ...{ events: NEEDED_EVENTS, of: { kind: 'account' }, ...given },
});

const judged = (all: WebhookSubscription[], hasSecrets = true) =>
  judgeWebhooks(all, hasSecrets, aPolicy()).map(({ outcome, says }) => `${outcome} ${says}`);

const CALLED = 'The webhook subscription PWEBHK1 for nl.example/webhooks/pagerduty';
const POLLED = 'incidents are asked after once a minute instead';

describe('a subscription for our address', () => {
  test.each([
    [{}, [`ok ${CALLED} is enabled, for the whole account.`]],
    [{ of: { kind: 'team', id: 'PTEAM1' } }, [`ok ${CALLED} is enabled, for team PTEAM1.`]],
    [{ isActive: false }, [`failure ${CALLED} is disabled; ${POLLED}.`]],
    [
      { isDisabled: true },
      [`failure ${CALLED} was switched off by PagerDuty for a day, since deliveries were refused; ${POLLED}.`],
    ],
    [
      { events: NEEDED_EVENTS.filter((event) => !/resolved|reopened/.test(event)) },
      [`warning ${CALLED} leaves out incident.resolved and incident.reopened; what they tell is asked after once a minute.`],
    ],
  ] as [Partial<WebhookSubscription>, string[]][])('%j', (given, says) => {
    expect(judged([subscription(given)])).toEqual(says);
  });

  test('of one service leaves the others that the policy names unheard', () => {
    const one = (id: string) => subscription({ of: { kind: 'service', id } });
    expect(judged([one('PELSEWHERE')])).toContainEqual(
      `warning No webhook subscription tells of the incidents of PSVC123; ${POLLED}.`,
    );
    expect(judged([one('PELSEWHERE'), one('PSVC123')]).join()).not.toContain('warning');
  });

  test('that is off is none that tells of a service', () => {
    expect(judged([subscription({ isActive: false })])).toHaveLength(1);
  });

  test('may lie behind a proxy, and what else its address holds is not said', () => {
    const [said = ''] = judged([subscription({ url: 'https://user:canary@nl.example/team/webhooks/pagerduty?token=canary' })]);
    expect(said).toContain('for nl.example/team/webhooks/pagerduty is enabled');
    expect(said).not.toContain('canary');
  });
});

describe('no subscription for our address', () => {
  const others = [subscription({ url: 'https://nl.example/webhooks' }), subscription({ url: 'not an address' })];

  test('with a secret is a warning, whatever others there are', () => {
    for (const all of [[], others])
      expect(judged(all)).toEqual([
        `warning PagerDuty has no webhook subscription for an address that ends in /webhooks/pagerduty; ${POLLED}.`,
      ]);
  });

  test('and no secret is worth knowing', () => {
    expect(judged([], false)).toEqual([`note No webhooks: PAGERDUTY_WEBHOOK_SECRETS isn't set, and ${POLLED}.`]);
  });
});

test('a subscription without a secret of ours is refused, which ends it', () => {
  expect(judged([subscription()], false)).toEqual([
    "failure PagerDuty sends webhooks to nl.example/webhooks/pagerduty, and the bot refuses them: PAGERDUTY_WEBHOOK_SECRETS isn't set.",
  ]);
});

test('a key that may not list them leaves it open, and says what is known', () => {
  expect(webhooksNotShown(true)).toMatchObject({
    outcome: 'note',
    says: "PagerDuty doesn't let this key list webhook subscriptions.",
  });
  expect(webhooksNotShown(false).says).toContain("PAGERDUTY_WEBHOOK_SECRETS isn't set: incidents are asked after once a minute");
});
