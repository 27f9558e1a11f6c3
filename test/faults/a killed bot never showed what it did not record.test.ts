import { expect, it } from 'vitest';
import { aNight, CANARY, type Night } from '../stories/a-night.ts';
import { aBotProcess } from './a-bot-process.ts';
import { chainIsWhole, shownWindows, shownWithoutRecord } from './shown-and-recorded.ts';

const INCIDENT = 'inc-42-checkout-latency';
const HASTY = new URL('./hasty-reveals.ts', import.meta.url);

/** A short grant, so that it is over before the next bot starts. */
async function unlocks({ alice }: Night): Promise<void> {
  await alice.types(INCIDENT, '/unlock db-prod for 2m');
  await alice.windowSays(/Show values/);
}

/** Stops Slack's calls one by one from now on, and kills the bot at the nth; that call arrives all the same. */
async function killedAtCall(night: Night, bot: { kill(): Promise<void> }, nth: number, when: 'before' | 'after'): Promise<void> {
  const { slack } = night.sandbox;
  let hold = slack.holdNext(/./, when);
  await night.alice.clicks('Show values');
  for (let passed = 1; passed < nth; passed++) {
    await hold.reached;
    const next = slack.holdNext(/./, when);
    hold.release();
    hold = next;
  }
  await hold.reached;
  await bot.kill();
  hold.release();
}

async function nextMorning({ alice, sandbox }: Night): Promise<void> {
  if (alice.window()) await alice.closesWindow();
  await sandbox.clock.advance('PT3M');
}

// Of the calls after the click: loading, who is it, the values, and the first of the cards.
const moments = [
  { nth: 1, when: 'after' },
  { nth: 2, when: 'before' },
  { nth: 2, when: 'after' },
  { nth: 3, when: 'before' },
  { nth: 3, when: 'after' },
  { nth: 4, when: 'before' },
  { nth: 4, when: 'after' },
] as const;

it('killed -9 at any call to Slack, and as soon as values appear: each shown value has its entry, and the chain is whole', async () => {
  const night = await aNight();
  await night.bot.pauseJobs();
  for (const { nth, when } of moments) {
    const bot = await aBotProcess(night);
    await unlocks(night);
    await killedAtCall(night, bot, nth, when);
    await nextMorning(night);
  }
  for (let times = 0; times < 3; times++) {
    const bot = await aBotProcess(night);
    await unlocks(night);
    await night.alice.clicks('Show values');
    await night.alice.windowSays(CANARY);
    await bot.kill();
    await nextMorning(night);
  }
  expect(shownWindows(night).length).toBeGreaterThan(3);
  expect(await shownWithoutRecord(night)).toEqual([]);
  expect(await chainIsWhole(night)).toBe(true);
}, 300_000);

it('a bot that shows before it commits is found by the same search', async () => {
  const night = await aNight();
  await night.bot.pauseJobs();
  const bot = await aBotProcess(night, { imports: HASTY });
  await unlocks(night);
  await night.alice.clicks('Show values');
  await night.alice.windowSays(CANARY);
  await bot.kill();
  expect(await shownWithoutRecord(night)).toHaveLength(1);
});
