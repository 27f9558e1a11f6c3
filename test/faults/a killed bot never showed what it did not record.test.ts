import { expect, it } from 'vitest';
import { aNight, CANARY, type Night } from '../stories/a-night.ts';
import { aBotProcess } from './a-bot-process.ts';
import { allDrawn } from './asks-for-db-prod.ts';
import { chainIsWhole, shownWindows, shownWithoutRecord } from './shown-and-recorded.ts';

const INCIDENT = 'inc-42-checkout-latency';
const HASTY = new URL('./hasty-reveals.ts', import.meta.url);

/** A short grant, so that it is over before the next bot starts. Once its cards stand, no drawing takes the place of a call that is waited for. */
async function unlocks(night: Night): Promise<void> {
  await night.alice.types(INCIDENT, '/unlock db-prod for 2m');
  await night.alice.windowSays(/Show values/);
  await allDrawn(night);
}

/** Kills the bot at the nth call of that kind after the click; that call arrives all the same. */
async function killedAtCall(night: Night, bot: { kill(): Promise<void> }, { call, nth, when }: Moment): Promise<void> {
  const { slack } = night.sandbox;
  let hold = slack.holdNext(call, when);
  await night.alice.clicks('Show values');
  for (let passed = 1; passed < nth; passed++) {
    await hold.reached;
    const next = slack.holdNext(call, when);
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

interface Moment {
  call: string | RegExp;
  nth: number;
  when: 'before' | 'after';
}

const LOADING = { call: 'views.update', nth: 1 };
const WHO_IS_IT = { call: 'users.info', nth: 1 };
const VALUES = { call: 'views.update', nth: 2 };
const FIRST_CARD = { call: /^chat\./, nth: 1 };

const moments: Moment[] = [
  { ...LOADING, when: 'after' },
  { ...WHO_IS_IT, when: 'before' },
  { ...WHO_IS_IT, when: 'after' },
  { ...VALUES, when: 'before' },
  { ...VALUES, when: 'after' },
  { ...FIRST_CARD, when: 'before' },
  { ...FIRST_CARD, when: 'after' },
];

it('killed -9 at any call to Slack, and as soon as values appear: each shown value has its entry, and the chain is whole', async () => {
  const night = await aNight();
  await night.bot.pauseJobs();
  for (const moment of moments) {
    const bot = await aBotProcess(night);
    await unlocks(night);
    await killedAtCall(night, bot, moment);
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
