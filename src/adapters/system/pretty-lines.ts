import type { DestinationStream } from 'pino';
import { prettyFactory } from 'pino-pretty';

/** Writes JSON lines for people to `destination`: local time, colours, one line an entry. Each is written before `write` returns; no thread has it. */
export function prettyLines(destination: DestinationStream): DestinationStream {
  const pretty = prettyFactory({
    colorize: true,
    messageKey: 'event',
    singleLine: true,
    translateTime: 'SYS:HH:MM:ss',
    // Our errors are reduced to fields already; pino-pretty would spread them over many lines.
    errorLikeObjectKeys: [],
  });
  return { write: (line) => destination.write(pretty(line)) };
}
