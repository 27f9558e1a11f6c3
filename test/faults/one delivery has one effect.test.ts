import { describe, expect, it } from 'vitest';
import type { Delivery } from '../../src/sandbox/slack/deliveries.ts';
import { aNight, CANARY, type Night, type RunningBot } from '../stories/a-night.ts';
import { shownWindows } from './shown-and-recorded.ts';

const INCIDENT = 'inc-42-checkout-latency';
// Whoever sends there reaches nobody: the delivery is made and kept, and then sent by the test.
const NOBODY = { to: 'http://127.0.0.1:9' };

async function twoBots(): Promise<{ night: Night; other: RunningBot }> {
  const night = await aNight();
  return { night, other: await night.secondBot() };
}

/** The same bytes to both bots at once, three times each, some with the headers of a retry. */
async function deliveredToBoth({ sandbox, bot }: Night, other: RunningBot, delivery: Delivery): Promise<void> {
  const { deliver } = sandbox.slack;
  const retry = (n: string) => ({ ...delivery.headers, 'x-slack-retry-num': n, 'x-slack-retry-reason': 'http_timeout' });
  const sent = [bot.url, other.url].flatMap((url) => [
    deliver.replay(delivery, url),
    deliver.raw({ ...delivery, headers: retry('1') }, url),
    deliver.raw({ ...delivery, headers: retry('2') }, url),
  ]);
  for (const { status } of await Promise.all(sent)) expect(status).toBe(200);
}

/** Until each bot has done all that it took in; they take nothing more then. */
async function allDone(...bots: RunningBot[]): Promise<void> {
  await Promise.all(bots.map((bot) => bot.stop()));
}

const count = async (night: Night, kind: string) => (await night.audited()).filter((entry) => entry.kind === kind).length;

async function holdsDbProd({ alice }: Night): Promise<void> {
  await alice.types(INCIDENT, '/unlock db-prod');
  await alice.windowSays(/Show values/);
  await alice.directMessageSays(/db-prod until/);
}

describe('each delivery six times, to two bots at once', () => {
  it('a command opens one grant', async () => {
    const { night, other } = await twoBots();
    const { delivery } = await night.alice.types(INCIDENT, '/unlock db-prod', NOBODY);
    await deliveredToBoth(night, other, delivery);
    await night.alice.windowSays(/db-prod until/);
    await other.tick();
    await allDone(night.bot, other);
    expect(await night.grants()).toHaveLength(1);
    expect(await count(night, 'access-granted')).toBe(1);
    expect(night.sandbox.slack.callsTo('views.open').filter(({ outcome }) => outcome === 'ok')).toHaveLength(1);
  });

  it('Show values is one reveal', async () => {
    const { night, other } = await twoBots();
    await holdsDbProd(night);
    const { delivery } = await night.alice.clicks('Show values', NOBODY);
    await deliveredToBoth(night, other, delivery);
    await night.alice.windowSays(CANARY);
    await allDone(night.bot, other);
    expect(await count(night, 'revealed')).toBe(1);
    expect(shownWindows(night)).toHaveLength(1);
  });

  it('Give back is one end', async () => {
    const { night, other } = await twoBots();
    await holdsDbProd(night);
    const { delivery } = await night.alice.clicks('Give back', NOBODY);
    await deliveredToBoth(night, other, delivery);
    await night.alice.windowSays('Locked.');
    await allDone(night.bot, other);
    expect(await count(night, 'grant-ended')).toBe(1);
  });

  it('Revoke is one end', async () => {
    const { night, other } = await twoBots();
    await holdsDbProd(night);
    await night.sandbox.channel('audit-access').says(/db-prod until/);
    const { delivery } = await night.carol.clicksIn('audit-access', 'Revoke', NOBODY);
    await deliveredToBoth(night, other, delivery);
    await night.alice.windowSays('Locked.');
    await allDone(night.bot, other);
    expect(await count(night, 'grant-ended')).toBe(1);
    expect(await night.grants()).toMatchObject([{ end_cause: 'revoked', ended_by_name: 'Carol' }]);
  });
});

it('the same command once more, minutes later and at another bot, is known still', async () => {
  const { night, other } = await twoBots();
  const { delivery } = await night.bob.types(INCIDENT, '/unlock db-prod');
  await night.bob.windowSays(/not on call/);
  await allDone(night.bot);
  await night.sandbox.clock.advance('PT4M');
  expect((await night.sandbox.slack.deliver.replay(delivery, other.url)).status).toBe(200);
  await allDone(other);
  expect(await count(night, 'refused')).toBe(1);
  expect(night.logged()).toContain('repeated delivery ignored');
});

it('three different /unlock of one person at once, by two bots, open one grant', async () => {
  const { night, other } = await twoBots();
  await Promise.all([
    night.alice.types(INCIDENT, '/unlock db-prod because one'),
    night.alice.types(INCIDENT, '/unlock db-prod because two', { to: other.url }),
    night.alice.types(INCIDENT, '/unlock db-prod because three'),
  ]);
  for (let windows = 0; windows < 3; windows++) {
    await night.alice.windowSays(/db-prod until/);
    await night.alice.closesWindow();
  }
  expect(await night.grants()).toHaveLength(1);
  expect(await count(night, 'access-granted')).toBe(1);
});

it('give back, revoke and the end of its time, twenty at once over two bots: one end, one entry', async () => {
  const { night, other } = await twoBots();
  await Promise.all([night.bot.pauseJobs(), other.pauseJobs()]);
  await holdsDbProd(night);
  const card = await night.sandbox.channel('audit-access').says(/db-prod until/);
  const window = night.alice.window()!;
  const button = (buttons: typeof card.buttons, name: string) => {
    const { blockId, actionId, value } = buttons.find(({ text }) => text === name)!;
    return { blockId, actionId, forged: { value } };
  };
  await night.sandbox.clock.advance('PT30M');
  const urls = [night.bot.url, other.url];
  const clicks = urls.flatMap((to) =>
    Array.from({ length: 4 }, () => [
      night.alice.forgesClick(window, button(window.buttons, 'Give back'), { to }),
      night.carol.forgesClick(card, button(card.buttons, 'Revoke'), { to }),
    ]).flat(),
  );
  await Promise.all([...clicks, night.bot.tick(), other.tick(), night.bot.tick(), other.tick()]);
  await night.alice.windowSays('Locked. No value was shown.');
  expect(await night.grants()).toMatchObject([{ state: 'ended' }]);
  expect(await count(night, 'grant-ended')).toBe(1);
});
