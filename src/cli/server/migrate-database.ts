import { databaseEnvironment } from '../../config/environment.ts';

/** `nightlatch migrate`: brings the schema up to date as the owner, and says what it did. */
export async function migrateDatabase(): Promise<void> {
  const { migrate } = await import('../../wiring.ts');
  const { ownerUrl } = databaseEnvironment();
  const { applied } = await migrate(ownerUrl.reveal());
  process.stdout.write(applied.length === 0 ? 'The schema is up to date.\n' : `Applied ${applied.join(', ')}.\n`);
}
