import type { Line } from './report.ts';
import { summary } from './statistics.ts';
import { giveBack, inTurns, unlock } from './world/deeds.ts';
import type { World } from './world/world.ts';

const WARM_UP = { each: 2, atOnce: 4 };
const ALONE = { each: 10, atOnce: 1 };
const TOGETHER = { each: 10, atOnce: 16 };

/** From the signed command to its outcome in the window, with a Slack and a PagerDuty that answer at once. */
export async function unlockFigure(world: World): Promise<Line[]> {
  const bot = await world.startBot();
  await unlocks(world, WARM_UP);
  const alone = summary((await unlocks(world, ALONE)).each);
  const together = await unlocks(world, TOGETHER);
  const { p50, p99 } = summary(together.each);
  await bot.stop();
  return [
    { figure: 'unlock, one at a time', value: alone.p50, unit: 'ms', p50: alone.p50, p99: alone.p99 },
    { figure: `unlock, ${TOGETHER.atOnce} at a time`, value: together.perSecond, unit: 'unlocks/s', p50, p99 },
  ];
}

async function unlocks(world: World, turns: { each: number; atOnce: number }) {
  const each: number[] = [];
  const took = await inTurns(world, turns, async (team) => {
    const { ms, view } = await unlock(world, team);
    each.push(ms);
    await giveBack(world, team, view);
  });
  return { each, perSecond: (each.length * 1000) / took };
}
