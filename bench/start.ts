import type { ChildProcess } from 'node:child_process';
import type { Line } from './report.ts';
import { median } from './statistics.ts';
import { running, type World } from './world/world.ts';

const RUNS = 5;

/** Seconds from the process's start to `/readyz` answering 200: the median of some starts, ours and the peer's in turn. */
export async function start(world: World): Promise<Line[]> {
  await secondsToReady(world.spawnBot);
  await secondsToReady(world.spawnBareBoltWithPrisma);
  const ours: number[] = [];
  const peers: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    ours.push(await secondsToReady(world.spawnBot));
    peers.push(await secondsToReady(world.spawnBareBoltWithPrisma));
  }
  const peer = 'bare Bolt with Prisma';
  return [
    { figure: 'start', value: median(ours), unit: 's', peer, ratio: median(ours) / median(peers) },
    { figure: `start: ${peer}`, value: median(peers), unit: 's' },
  ];
}

async function secondsToReady(spawn: () => ChildProcess): Promise<number> {
  const began = performance.now();
  const process = await running(spawn());
  const took = (performance.now() - began) / 1000;
  await process.stop();
  return took;
}
