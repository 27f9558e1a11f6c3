import type { Line } from './report.ts';
import { summary } from './statistics.ts';
import { giveBackByMessage, inTurns, reveal, unlock } from './world/deeds.ts';
import type { World } from './world/world.ts';

const WARM_UP = { each: 2, atOnce: 4 };
const MEASURED = { each: 7, atOnce: 1 };

/** From the click on Show values to the values in the view. */
export async function revealFigure(world: World): Promise<Line[]> {
  const bot = await world.startBot();
  await reveals(world, WARM_UP);
  const { p50, p99 } = summary(await reveals(world, MEASURED));
  await bot.stop();
  return [{ figure: 'reveal', value: p50, unit: 'ms', p50, p99 }];
}

async function reveals(world: World, turns: { each: number; atOnce: number }): Promise<number[]> {
  const each: number[] = [];
  await inTurns(world, turns, async (team) => {
    const { view } = await unlock(world, team);
    each.push(await reveal(world, team, view));
    await giveBackByMessage(world, team, view);
  });
  return each;
}
