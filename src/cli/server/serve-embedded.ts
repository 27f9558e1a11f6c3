import { Secret } from '../../domain/secret.ts';
import type { Logger } from '../../ports/logger.ts';
import { embeddedOrRefused, keepAddresses } from './embedded-postgres.ts';

/** A Postgres that came with the server, up to date. */
export interface EmbeddedDatabase {
  url: Secret;
  stop(): Promise<void>;
}

/**
 * Starts the Postgres in that folder, or takes the one that a killed bot left running there, and migrates it as its owner. It is a process of its own:
 * what ends the bot doesn't end it half-way. Throws CommandRefused where the package isn't installed.
 */
export async function startEmbedded(folder: string, log: Logger): Promise<EmbeddedDatabase> {
  const server = await embeddedOrRefused(folder);
  const { migrateDatabase } = await import('../../wiring/on-host.ts');
  try {
    await keepAddresses(folder, server);
    const { applied } = await migrateDatabase(new Secret(server.ownerUrl));
    log.warn('embedded Postgres, for trying out on one machine', { folder, applied: applied.length });
  } catch (error) {
    await server.stop();
    throw error;
  }
  return { url: new Secret(server.appUrl), stop: () => server.stop() };
}
