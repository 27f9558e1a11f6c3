import type { Line } from './report.ts';
import { summary } from './statistics.ts';
import { approve, ask, giveBack, inTurns } from './world/deeds.ts';
import type { World } from './world/world.ts';

const WARM_UP = { each: 2, atOnce: 4 };
const ALONE = { each: 7, atOnce: 1 };
const TOGETHER = { each: 7, atOnce: 8 };

/** From an approver's click on the card in a channel to Show values in the window of whoever asked. */
export async function approveFigure(world: World): Promise<Line[]> {
  const bot = await world.startBot();
  await approvals(world, WARM_UP);
  const alone = summary(await approvals(world, ALONE));
  const together = summary(await approvals(world, TOGETHER));
  await bot.stop();
  return [
    { figure: 'approve, one at a time', value: alone.p50, unit: 'ms', p50: alone.p50, p99: alone.p99 },
    { figure: `approve, ${TOGETHER.atOnce} at a time`, value: together.p50, unit: 'ms', p50: together.p50, p99: together.p99 },
  ];
}

async function approvals(world: World, turns: { each: number; atOnce: number }): Promise<number[]> {
  const each: number[] = [];
  await inTurns(world, turns, async (team) => {
    const view = await ask(world, team);
    each.push(await approve(world, team, view));
    await giveBack(world, team, view);
  });
  return each;
}
