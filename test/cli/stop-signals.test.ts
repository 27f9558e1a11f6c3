import { EventEmitter, once } from 'node:events';
import { expect, it } from 'vitest';
import { stopSignals } from '../../src/cli/server/stop-signals.ts';
import { KeepingLogger } from '../fakes/keeping-logger.ts';

function aProcess(withinMs: number) {
  const process = new EventEmitter();
  const log = new KeepingLogger();
  const ends = new EventEmitter();
  const stopping = stopSignals({ process, log, withinMs, end: (code) => void ends.emit('end', code) });
  const events = () => log.lines.map(({ event }) => event);
  return { process, stopping, ends, events };
}

it.each(['SIGTERM', 'SIGINT'])('%s asks to stop', (signal) => {
  const { process, stopping, events } = aProcess(60_000);
  expect(stopping.aborted).toBe(false);
  process.emit(signal);
  expect(stopping.aborted).toBe(true);
  expect(events()).toEqual(['stopping']);
});

it('a signal that npm passes on a moment later is the same one', () => {
  const { process, events } = aProcess(60_000);
  process.emit('SIGINT');
  process.emit('SIGINT');
  expect(events()).toEqual(['stopping']);
});

it('what isn’t finished in time is ended with exit code 1 and a line', async () => {
  const { process, ends, events } = aProcess(10);
  const ended = once(ends, 'end');
  process.emit('SIGTERM');
  // The deadline itself keeps no process alive.
  const keeping = setInterval(() => undefined, 1000);
  expect(await ended).toEqual([1]);
  clearInterval(keeping);
  expect(events()).toEqual(['stopping', 'not everything was finished in time, ending']);
});
