import type { EnvironmentReading } from '../../config/environment.ts';
import { KeyRefused, readKey } from '../../config/key-file.ts';
import type { MasterKey } from '../../domain/master-key.ts';
import { CommandRefused } from './terminal.ts';

/** The environment, or a refusal that lists every mistake in it. */
export function environmentOrRefused<T>(reading: EnvironmentReading<T>): T {
  if (reading.ok) return reading.environment;
  throw new CommandRefused(['The environment is not complete:', ...reading.mistakes.map((mistake) => `  ${mistake}`)].join('\n'));
}

/** The key of that file; undefined without a file. A key that can't be used is refused in words. */
export async function keyOrRefused(file: string | undefined): Promise<MasterKey | undefined> {
  if (file === undefined) return undefined;
  try {
    return await readKey(file);
  } catch (error) {
    if (error instanceof KeyRefused) throw new CommandRefused(`The key can't be used: ${error.message}`);
    throw error;
  }
}
