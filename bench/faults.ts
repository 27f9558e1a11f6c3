import { KillLoop, type Victim } from './kills/kill-loop.ts';
import type { Line } from './report.ts';
import type { World } from './world/world.ts';

const ROUNDS = 30;
const VICTIMS: readonly Victim[] = ['bot', 'bot', 'postgres', 'bot', 'both'];

/** What people were told over thirty rounds of SIGKILL in the middle of the load, against what is there after each. Throws where anything got lost. */
export async function faultsFigure(world: World): Promise<Line[]> {
  const loop = new KillLoop(world);
  // Steps of a number that shares no factor with their range: each kill comes somewhere else in the load.
  for (let nth = 0; nth < ROUNDS; nth += 1) await loop.round(VICTIMS[nth % VICTIMS.length] as Victim, 100 + ((nth * 97) % 140));
  await loop.end();
  const { told, lost, doubled, broken } = loop.killed;
  const wrong = [...lost, ...doubled, ...broken.map((round) => `the chain after round ${round}`)];
  if (wrong.length > 0) throw new Error(`lost or doubled: ${wrong.join(', ')}`);
  const acknowledged = Object.values(told).reduce((sum, count) => sum + count, 0);
  const of = `of ${acknowledged} acknowledged in ${ROUNDS} rounds`;
  return [
    { figure: 'faults: lost', value: lost.length, unit: of },
    { figure: 'faults: doubled', value: doubled.length, unit: of },
    { figure: 'faults: shown values', value: told.revealed, unit: 'each with its entry' },
    { figure: 'faults: chain not whole', value: broken.length, unit: `of ${ROUNDS} rounds` },
  ];
}
