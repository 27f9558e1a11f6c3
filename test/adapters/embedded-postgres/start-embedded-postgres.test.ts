import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../../src/adapters/embedded-postgres/start-embedded-postgres.ts';
import { childrenOf } from '../../database/frozen.ts';
import { outcomeOf, query } from '../../database/query.ts';

let parent: string;
let folder: string;
let running: EmbeddedPostgres[];

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'nightlatch-embedded-'));
  folder = join(parent, 'data');
  running = [];
});
afterEach(async () => {
  for (const server of running) await server.stop();
  await rm(parent, { recursive: true, force: true });
});

async function start(at = folder): Promise<EmbeddedPostgres> {
  // The account it runs as when we are root must get through; what it makes itself is closed.
  if (process.getuid?.() === 0) await import('node:fs/promises').then((fs) => fs.chmod(parent, 0o711));
  const server = await startEmbeddedPostgres(at, { fsync: 'off' });
  running.push(server);
  return server;
}

const mode = async (path: string) => ((await stat(path)).mode & 0o777).toString(8);

test('the folder, the socket’s and the data’s are closed, and so is every password', async () => {
  await start();
  expect([await mode(folder), await mode(join(folder, 'socket')), await mode(join(folder, 'data'))]).toEqual([
    '700',
    '700',
    '700',
  ]);
  const passwords = (await readdir(folder)).filter((name) => name.endsWith('.password'));
  expect(passwords.sort()).toEqual(['admin.password', 'app.password', 'owner.password']);
  const texts = await Promise.all(passwords.map((name) => readFile(join(folder, name), 'utf8')));
  expect(new Set(texts).size).toBe(3);
  for (const name of passwords) expect(await mode(join(folder, name))).toBe('600');
});

test('nothing listens on a port, and a wrong password is refused', async () => {
  const server = await start();
  expect(await query(server.adminUrl, 'SHOW listen_addresses')).toEqual([{ listen_addresses: '' }]);
  const wrong = new URL(server.appUrl);
  wrong.password = 'wrong';
  await expect(query(wrong.href, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
});

test('the owner owns the database and no more; the app is a member of nightlatch_app and may not make tables', async () => {
  const server = await start();
  expect(
    await query(server.ownerUrl, 'SELECT rolsuper, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = current_user'),
  ).toEqual([{ rolsuper: false, rolcreaterole: false, rolcreatedb: false }]);
  expect(await query(server.appUrl, "SELECT pg_has_role('nightlatch_app', 'MEMBER') AS member")).toEqual([{ member: true }]);
  expect(await outcomeOf(server.appUrl, 'CREATE TABLE mine (x int)')).toBe('42501');
});

test('a second start takes the server that runs', async () => {
  const first = await start();
  const second = await start();
  expect([second.pid, second.appUrl]).toEqual([first.pid, first.appUrl]);
});

test('what was kept is there after a stop and after a kill', async () => {
  const first = await start();
  await query(first.ownerUrl, 'CREATE TABLE kept (x int)');
  await first.stop();
  const second = await start();
  await query(second.ownerUrl, 'INSERT INTO kept VALUES (1)');
  process.kill(second.pid, 'SIGKILL');
  await second.stop();
  const third = await start();
  expect(await query(third.ownerUrl, 'SELECT x FROM kept')).toEqual([{ x: 1 }]);
});

test('after a kill the start waits for what the killed server leaves behind', async () => {
  const killed = await start();
  const [left] = (await childrenOf(killed.pid)) as [number];
  process.kill(left, 'SIGSTOP');
  process.kill(killed.pid, 'SIGKILL');
  await killed.stop();
  const starting = start();
  try {
    await expect.poll(() => readFile(join(folder, 'postgres.log'), 'utf8')).toContain('FATAL');
  } finally {
    process.kill(left, 'SIGCONT');
  }
  expect(await query((await starting).appUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

test('a pid file that a crash left behind, with a number that is somebody else’s now, keeps nobody waiting', async () => {
  const first = await start();
  const file = join(folder, 'data', 'postmaster.pid');
  const left = await readFile(file, 'utf8');
  await first.stop();
  await writeFile(file, left.replace(/^\d+/, String(process.pid)));
  const second = await start();
  expect(await query(second.appUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

test('an initialisation that was cut off is begun again', async () => {
  await mkdir(join(folder, 'data.unfinished'), { recursive: true });
  await writeFile(join(folder, 'data.unfinished', 'PG_VERSION'), '18');
  const server = await start();
  expect(await query(server.appUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

test('a folder whose name is too long for a socket works all the same', async () => {
  const long = join(parent, 'a-rather-long-name-'.repeat(6));
  const first = await start(long);
  expect(await query(first.appUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  const socket = await readFile(join(long, 'socket-folder'), 'utf8');
  expect(await mode(socket)).toBe('700');
  await first.stop();
  await rm(socket, { recursive: true });
  const second = await start(long);
  expect(await query(second.appUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  await second.stop();
  await rm(await readFile(join(long, 'socket-folder'), 'utf8'), { recursive: true });
});
