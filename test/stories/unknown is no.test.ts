import { describe, expect, it } from 'vitest';
import { aNight } from './a-night.ts';

const INCIDENT = 'inc-42-checkout-latency';

describe('unknown is no', () => {
  it.each([
    ['error-502', /PagerDuty didn't answer, so I can't tell whether/],
    ['rate-limited', /PagerDuty takes no more questions right now/],
    ['nonsense', /PagerDuty/],
  ] as const)('PagerDuty %s: nothing opens, and Try again works once it is back', async (mode, words) => {
    const night = await aNight();
    night.sandbox.pagerDuty.mode = mode;
    await night.alice.types(INCIDENT, '/unlock db-prod because replica lag');
    const window = await night.alice.windowSays(words);
    expect(window.buttons.map(({ text }) => text)).toEqual(['Try again', 'Break glass', 'Why?']);
    expect(await night.grants()).toEqual([]);
    night.sandbox.pagerDuty.mode = 'up';
    await night.alice.clicks('Try again');
    await night.alice.windowSays(/db-prod until/);
    expect(await night.grants()).toHaveLength(1);
  });

  it('Slack cannot say who asks: nothing opens', async () => {
    const night = await aNight();
    night.sandbox.slack.failNext('users.info', 'ratelimited', 3);
    await night.alice.types(INCIDENT, '/unlock db-prod');
    await night.alice.windowSays(/Slack/);
    expect(await night.grants()).toEqual([]);
  });
});
