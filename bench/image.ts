import { join } from 'node:path';
import { anImage } from '../test/image/an-image.ts';
import type { Line } from './report.ts';
import { median } from './statistics.ts';
import { megabytesOf } from './world/resident.ts';
import { running, type World } from './world/world.ts';

const RUNS = 5;

/** Seconds from the start of what the image holds to `/readyz` answering 200, and its resident megabytes then: the median of some starts. */
export async function imageFigure(world: World): Promise<Line[]> {
  const { folder } = await anImage();
  world.ending.folder(folder);
  const main = join(folder, 'src/main.ts');
  await fromStart(world, main);
  const starts: { seconds: number; megabytes: number }[] = [];
  for (let run = 0; run < RUNS; run += 1) starts.push(await fromStart(world, main));
  return [
    { figure: 'image: start to ready', value: median(starts.map(({ seconds }) => seconds)), unit: 's' },
    { figure: 'image: memory when ready', value: median(starts.map(({ megabytes }) => megabytes)), unit: 'MB' },
  ];
}

async function fromStart(world: World, main: string): Promise<{ seconds: number; megabytes: number }> {
  const began = performance.now();
  const bot = await running(world.spawnBot(main));
  const seconds = (performance.now() - began) / 1000;
  const megabytes = await megabytesOf(bot.pid);
  await bot.stop();
  return { seconds, megabytes };
}
