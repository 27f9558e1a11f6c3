import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { startEmbeddedPostgres } from '../../src/adapters/embedded-postgres/start-embedded-postgres.ts';
import { assertDatabase } from '../../src/adapters/postgres/assert-database.ts';
import { connect } from '../../src/adapters/postgres/connect.ts';
import { migrate } from '../../src/adapters/postgres/migrate.ts';
import { withClient } from '../database/query.ts';

const PASSWORDS: Record<string, string> = { OWNER_PASSWORD: "own'er", SERVE_PASSWORD: 'serve' };

/** The statements as psql sends them: its own two instructions done here. */
async function rolesScript(): Promise<string[]> {
  let sql = (await readFile(new URL('../../docs/roles.sql', import.meta.url), 'utf8')).replaceAll(/^--.*$/gm, '');
  for (const [line, variable, name] of sql.matchAll(/^\\getenv (\w+) (\w+)$/gm)) {
    const literal = `'${(PASSWORDS[name as string] as string).replaceAll("'", "''")}'`;
    sql = sql.replace(line, '').replaceAll(`:'${variable}'`, literal);
  }
  return sql
    .split(';')
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '');
}

it('docs/roles.sql makes what migrations and the bot want', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'nightlatch-roles-'));
  const server = await startEmbeddedPostgres(folder);
  onTestFinished(async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });
  await withClient(server.adminUrl, async (admin) => {
    for (const made of ['DATABASE nightlatch', 'ROLE nightlatch_owner', 'ROLE nightlatch_serve', 'ROLE nightlatch_app'])
      await admin.query(`DROP ${made}`);
    for (const statement of await rolesScript()) await admin.query(statement);
  });
  const as = (login: string, password: string) => {
    const url = new URL(server.adminUrl);
    return Object.assign(url, { username: login, password: encodeURIComponent(password), pathname: '/nightlatch' }).href;
  };
  await migrate(as('nightlatch_owner', PASSWORDS.OWNER_PASSWORD as string));
  const database = connect(as('nightlatch_serve', PASSWORDS.SERVE_PASSWORD as string), 1);
  onTestFinished(() => database.close());
  await expect(assertDatabase(database, { sandbox: false })).resolves.toBeUndefined();
});
