import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The account that the server runs as; undefined: ours. */
export type ServerAccount = { uid: number; gid: number } | undefined;

/** Postgres refuses to run as root: then it gets the account `postgres`, made if there is none. */
export async function serverAccount(): Promise<ServerAccount> {
  if (process.getuid?.() !== 0) return undefined;
  return (await postgresAccount()) ?? (await madeAccount());
}

/** What to start a program as that account with. */
export function asAccount(account: ServerAccount): { uid?: number; gid?: number } {
  return account ?? {};
}

async function madeAccount(): Promise<ServerAccount> {
  await run('groupadd', ['--system', 'postgres']).catch(() => undefined);
  await run('useradd', ['--system', '--gid', 'postgres', '--no-create-home', 'postgres']);
  return postgresAccount();
}

async function postgresAccount(): Promise<ServerAccount> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', 'postgres']), run('id', ['-g', 'postgres'])]);
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  } catch {
    return undefined;
  }
}
