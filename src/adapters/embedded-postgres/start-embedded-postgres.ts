import { access } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { serverAccount } from './server-account.ts';
import { serverBinaries } from './server-binaries.ts';
import { keptPassword, type ServerFolder, serverFolder } from './server-folder.ts';
import { initialise, isAlive, runningServer, type ServerSettings, startServer, stopServer } from './server-process.ts';
import { makeRolesAndDatabase, socketUrl } from './server-roles.ts';

const READY_WITHIN_MS = 60_000;
// Between two tries while the processes of a killed server come to their end.
const AGAIN_AFTER_MS = 200;

/** A running server; addresses carry passwords and are never logged. */
export interface EmbeddedPostgres {
  /** The owner of the database and its tables; for `nightlatch migrate`. */
  ownerUrl: string;
  /** What `serve` connects as. */
  appUrl: string;
  /** The superuser, in the database `postgres`; nothing of ours connects as it but setup and tests. */
  adminUrl: string;
  pid: number;
  /** Ends the server and waits until it is gone. */
  stop(): Promise<void>;
}

/**
 * Starts a Postgres for trying out, or takes the one that already runs there: reached by a socket only, in `folder` (made with mode 0700).
 * It outlives this process until `stop`. Throws when it isn't ready within a minute; then the folder's `postgres.log` says why.
 */
export async function startEmbeddedPostgres(folder: string, settings: ServerSettings = {}): Promise<EmbeddedPostgres> {
  const account = await serverAccount();
  const binaries = await serverBinaries(account);
  const place = await serverFolder(resolve(folder), account);
  const logins = await keptLogins(place);
  const adminUrl = socketUrl(place.socket, logins.admin, 'postgres');
  if (!(await exists(join(place.data, 'PG_VERSION'))))
    await initialise(place, binaries, account, logins.admin.user, logins.admin.password);
  const wasStarted = await exists(join(place.data, 'postmaster.pid'));
  const running = await runningServer(place);
  const start = () => startServer(place, binaries, account, settings);
  const pid = await readyServer(
    adminUrl,
    place,
    running ?? (await start()),
    wasStarted && running === undefined ? start : undefined,
  );
  await makeRolesAndDatabase(adminUrl, logins.owner, logins.app);
  return {
    ownerUrl: socketUrl(place.socket, logins.owner, 'nightlatch'),
    appUrl: socketUrl(place.socket, logins.app, 'nightlatch'),
    adminUrl,
    pid,
    stop: () => stopServer(pid),
  };
}

async function keptLogins(place: ServerFolder) {
  const [admin, owner, app] = await Promise.all(['admin', 'owner', 'app'].map((name) => keptPassword(place, name)));
  return {
    admin: { user: 'nightlatch_admin', password: admin as string },
    owner: { user: 'nightlatch_owner', password: owner as string },
    app: { user: 'nightlatch_serve', password: app as string },
  };
}

// A killed server's processes end a moment after it, and until then Postgres refuses to start on their memory: so it is started `again`.
async function readyServer(adminUrl: string, place: ServerFolder, first: number, again?: () => Promise<number>): Promise<number> {
  const deadline = performance.now() + READY_WITHIN_MS;
  let pid = first;
  while (performance.now() < deadline) {
    if (await answers(adminUrl)) return pid;
    if (isAlive(pid)) await wait(30);
    else if (again) {
      await wait(AGAIN_AFTER_MS);
      pid = await again();
    } else break;
  }
  throw new Error(`the embedded Postgres did not start: see ${place.log}`);
}

async function answers(adminUrl: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: adminUrl, connectionTimeoutMillis: 2000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
