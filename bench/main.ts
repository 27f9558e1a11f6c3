import { availableParallelism, loadavg, totalmem } from 'node:os';
import { ack } from './ack.ts';
import { adoptionFigure } from './adoption.ts';
import { approveFigure } from './approve.ts';
import { decideFigure } from './decide.ts';
import { digest } from './digest/digest.ts';
import { faultsFigure } from './faults.ts';
import { handoffFigure } from './handoff.ts';
import { imageFigure } from './image.ts';
import { memory } from './memory.ts';
import { policyFigure } from './policy.ts';
import { race } from './race/race.ts';
import { asJson, asTable, type Line } from './report.ts';
import { resolveFigure } from './resolve/resolve.ts';
import { revealFigure } from './reveal.ts';
import { rotationFigure } from './rotation.ts';
import { start } from './start.ts';
import { unlockFigure } from './unlock.ts';
import { Ending } from './world/ending.ts';
import { startWorld, type World } from './world/world.ts';

// In this order: what `ack` asks for at saturation is still being worked on when it ends.
const FIGURES: ReadonlyMap<string, (world: World) => Promise<Line[]>> = new Map([
  ['start', start],
  ['image', imageFigure],
  ['memory', memory],
  ['unlock', unlockFigure],
  ['reveal', revealFigure],
  ['approve', approveFigure],
  ['resolve', resolveFigure],
  ['race', race],
  ['decide', decideFigure],
  ['rotation', rotationFigure],
  ['policy', async (world) => [...(await policyFigure()), ...(await adoptionFigure(world))]],
  ['digest', digest],
  ['handoff', handoffFigure],
  ['ack', ack],
  ['faults', faultsFigure],
]);

/** Measures the figures named, or all, and prints them: a table, or with `--json` one object a line. */
async function bench(words: readonly string[]): Promise<void> {
  const isJson = words.includes('--json');
  const named = words.filter((word) => word !== '--json');
  const unknown = named.filter((word) => !FIGURES.has(word));
  if (unknown.length > 0)
    throw new Error(`There is no figure ${unknown.join(', ')}; there are ${[...FIGURES.keys()].join(', ')}.`);
  note(machine());
  const lines: Line[] = [];
  for (const [name, figure] of FIGURES) {
    if (named.length > 0 && !named.includes(name)) continue;
    const began = performance.now();
    const found = await inWorld(figure);
    note(`measured ${name} in ${Math.round((performance.now() - began) / 1000)} s`);
    lines.push(...found);
    if (isJson) for (const line of found) process.stdout.write(`${asJson(line)}\n`);
  }
  if (!isJson) process.stdout.write(`\n${asTable(lines)}\n`);
}

const ending = new Ending();
let world: Promise<World> | undefined;

async function inWorld(figure: (world: World) => Promise<Line[]>): Promise<Line[]> {
  world ??= startWorld(ending);
  return figure(await world);
}

function machine(): string {
  const memory = Math.round(totalmem() / 2 ** 30);
  const load = loadavg()[0]?.toFixed(1);
  return `${availableParallelism()} cores, ${memory} GB, Node ${process.version}, load ${load} before the start`;
}

// Not among the figures, which a program may read.
function note(text: string): void {
  process.stderr.write(`${text}\n`);
}

ending.onSignals();
try {
  await bench(process.argv.slice(2));
} catch (error) {
  if (!ending.isEnding) note(error instanceof Error ? (error.stack ?? error.message) : String(error));
  process.exitCode = 1;
} finally {
  await ending.end();
}
process.exit();
