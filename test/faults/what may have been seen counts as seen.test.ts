import { expect, test } from 'vitest';
import { aNight, CANARY } from '../stories/a-night.ts';

const INCIDENT = 'inc-42-checkout-latency';

test('values whose showing Slack never confirmed are called seen, and are overwritten', async () => {
  const night = await aNight();
  const { alice, sandbox, bot } = night;
  await alice.types(INCIDENT, '/unlock db-prod PGPASSWORD');
  await alice.windowSays(/until/);
  await alice.directMessageSays(/db-prod until/);
  const loading = sandbox.slack.holdNext('views.update');
  await alice.clicks('Show values');
  await loading.reached;
  // The values reach the phone, and Slack's answer doesn't reach us.
  loading.release();
  sandbox.slack.failNext('views.update', 'drop-after-doing-it', 1, /Wipes itself/);
  await alice.windowSays(CANARY);
  await alice.windowSays('so no value is shown');
  await alice.clicksIn('direct', 'Give back');
  const card = await alice.directMessageSays('Closed. You saw PGPASSWORD (1×). It works until it is rotated.');
  expect(card.text).not.toContain('No value was shown');
  await bot.tick();
  await bot.tick();
  expect(alice.window()?.text).not.toContain(CANARY);
  expect((await night.rows('SELECT state FROM reveals')).map(({ state }) => state)).toEqual(['wiped']);
});
