import { afterAll, beforeAll, expect, it } from 'vitest';
import { KillLoop } from '../../bench/kills/kill-loop.ts';
import { Ending } from '../../bench/world/ending.ts';
import { startWorld, type World } from '../../bench/world/world.ts';
import { commitsWait, lazyServer, withoutCheck } from './unsafe-commits.ts';

const ending = new Ending();
let world: World;

beforeAll(async () => {
  world = await startWorld(ending);
  await lazyServer(world.database);
}, 300_000);
afterAll(() => ending.end());

it('kill -9 of the bot, of Postgres and of both: what anybody was told is there, once, and the chain is whole', async () => {
  const loop = new KillLoop(world);
  await loop.round('bot', 110);
  await loop.round('postgres', 90);
  await loop.round('both', 140);
  await loop.end();
  const { told, ...rest } = loop.killed;
  expect(rest).toEqual({ rounds: 3, lost: [], doubled: [], broken: [] });
  // Where something was told of each kind, losing it could have been seen.
  expect(Object.entries(told).filter(([, count]) => count === 0)).toEqual([]);
}, 300_000);

it('on a Postgres that answers before a commit is written down the same search finds what got lost', async () => {
  const loop = new KillLoop(world);
  await withoutCheck(world.database);
  // What is written by itself every so often is not lost: a round may be lucky.
  for (let rounds = 0; rounds < 5 && loop.killed.lost.length === 0; rounds += 1) {
    // The bot starts on no database that answers before a commit is written down.
    await commitsWait(world.database, 'on');
    await loop.ready();
    await commitsWait(world.database, 'off');
    await loop.round('both', 100);
  }
  expect(loop.killed.lost.length).toBeGreaterThan(0);
}, 300_000);
