import pg from 'pg';

/** The logins of an embedded server and their passwords. */
export interface Login {
  user: string;
  password: string;
}

/** The address of `database` for a login, over the socket in `socketFolder`. */
export function socketUrl(socketFolder: string, login: Login, database: string): string {
  return `postgresql://${login.user}:${login.password}@localhost:5432/${database}?host=${encodeURIComponent(socketFolder)}`;
}

/**
 * Makes what docs/install.md asks an administrator for: the role `nightlatch_app`, a login for the owner and one for the app, and the
 * database. What is there already is left as it is.
 */
export async function makeRolesAndDatabase(adminUrl: string, owner: Login, app: Login): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    await makeRole(client, 'nightlatch_app', 'NOLOGIN');
    await makeRole(client, owner.user, `LOGIN PASSWORD ${client.escapeLiteral(owner.password)}`);
    await makeRole(client, app.user, `LOGIN PASSWORD ${client.escapeLiteral(app.password)} IN ROLE nightlatch_app`);
    const found = await client.query("SELECT 1 FROM pg_database WHERE datname = 'nightlatch'");
    if (found.rowCount) return;
    await client.query(`CREATE DATABASE nightlatch OWNER ${client.escapeIdentifier(owner.user)}`);
    await client.query('REVOKE ALL ON DATABASE nightlatch FROM PUBLIC');
    await client.query('GRANT CONNECT ON DATABASE nightlatch TO nightlatch_app');
  } finally {
    await client.end();
  }
}

async function makeRole(client: pg.Client, name: string, attributes: string): Promise<void> {
  const found = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [name]);
  if (found.rowCount === 0) await client.query(`CREATE ROLE ${client.escapeIdentifier(name)} ${attributes}`);
}
