import { type DestinationStream, pino } from 'pino';

// What a full disk holds up is dropped from there on: the log must not fill the memory.
const MOST_HELD_BACK = 1024 * 1024;

/**
 * Writes each line before it returns, so that none is lost at exit. Never throws: where nobody reads any more, or the disk is full, lines are lost
 * and the bot goes on.
 */
export function standardOutput(fileDescriptor = 1): DestinationStream {
  const lines = pino.destination({ dest: fileDescriptor, sync: true, maxLength: MOST_HELD_BACK });
  lines.on('error', () => undefined);
  return lines;
}
