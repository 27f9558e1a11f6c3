import { setTimeout as pause } from 'node:timers/promises';
import { runLoad, ticketsFor } from './load/run-load.ts';
import type { Line } from './report.ts';
import { giveBack, inTurns, unlock } from './world/deeds.ts';
import { megabytesOf } from './world/resident.ts';
import { running, type World } from './world/world.ts';

const UNLOCKS = 1000;
const AT_ONCE = 16;
const AT_REST_MS = 2000;

/** Resident megabytes after a thousand unlocks, each given back, beside a peer that acked as many commands. */
export async function memory(world: World): Promise<Line[]> {
  const bot = await world.startBot();
  const atStart = await megabytesOf(bot.pid);
  const each = Math.ceil(UNLOCKS / world.teams.length);
  await inTurns(world, { each, atOnce: AT_ONCE }, async (team) => {
    const { view } = await unlock(world, team);
    await giveBack(world, team, view);
  });
  await pause(AT_REST_MS);
  const ours = await megabytesOf(bot.pid);
  await bot.stop();
  const peers = await megabytesOfPeer(world);
  const peer = 'bare Bolt with Prisma';
  return [
    { figure: 'memory at start', value: atStart, unit: 'MB' },
    { figure: 'memory after 1000 unlocks', value: ours, unit: 'MB', peer, ratio: ours / peers },
    { figure: `memory after 1000 acks: ${peer}`, value: peers, unit: 'MB' },
  ];
}

async function megabytesOfPeer({ sandbox, spawnBareBoltWithPrisma }: World): Promise<number> {
  const peer = await running(spawnBareBoltWithPrisma());
  const { signingSecret } = sandbox;
  const load = {
    kind: 'open-loop',
    perSecond: 250,
    seconds: UNLOCKS / 250,
    url: peer.url,
    signingSecret,
    words: 'team-01',
  } as const;
  await runLoad(load, ticketsFor(sandbox, ['U01ALICE']));
  await pause(AT_REST_MS);
  const resident = await megabytesOf(peer.pid);
  await peer.stop();
  return resident;
}
