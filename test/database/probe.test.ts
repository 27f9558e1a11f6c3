import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { connect, type Database } from '../../src/adapters/postgres/connect.ts';
import { postgresStore } from '../../src/adapters/postgres/postgres-store.ts';
import { postgresProbe } from '../../src/adapters/postgres/probe.ts';
import type { DatabaseProbe } from '../../src/ports/database-probe.ts';
import { lockDownOnHost } from '../../src/use-cases/lock-down.ts';
import { aDatabase, anEmptyDatabase, type TestDatabase } from './a-database.ts';
import { query } from './query.ts';
import { inDatabase } from './test-server.ts';

let own: TestDatabase;
const opened: Database[] = [];

beforeEach(async () => {
  own = await aDatabase();
});
afterEach(async () => {
  for (const database of opened.splice(0)) await database.close();
  await own.drop();
});

function probeOf(url: string, processNow = () => Temporal.Now.instant()): DatabaseProbe {
  const database = connect(url, 2);
  opened.push(database);
  return postgresProbe(database, processNow);
}

describe('server and role', () => {
  test('the app’s login is a plain member', async () => {
    expect(await probeOf(own.appUrl).settings()).toEqual({
      version: expect.any(Number),
      synchronousCommit: 'on',
      role: 'nightlatch_serve',
      isPowerful: false,
      isMember: true,
      owns: false,
      openToAll: undefined,
    });
    expect((await probeOf(own.appUrl).settings()).version).toBeGreaterThanOrEqual(150_000);
  });

  test('the superuser and the owner are told apart from it', async () => {
    expect(await probeOf(own.adminUrl).settings()).toMatchObject({ isPowerful: true });
    expect(await probeOf(own.ownerUrl).settings()).toMatchObject({ isPowerful: false, owns: true });
  });

  test('a database that every login may connect to is named, as a statement writes it', async () => {
    const name = new URL(own.appUrl).pathname.slice(1);
    await query(own.adminUrl, `GRANT CONNECT ON DATABASE ${name} TO PUBLIC`);
    expect(await probeOf(own.appUrl).settings()).toMatchObject({ openToAll: name });
    await query(own.adminUrl, `REVOKE ALL ON DATABASE ${name} FROM PUBLIC; GRANT CONNECT ON DATABASE ${name} TO nightlatch_app`);
    expect(await probeOf(own.appUrl).settings()).toMatchObject({ openToAll: undefined });
  });

  test('a login that is no member has no rights', async () => {
    const name = `stranger_${randomBytes(4).toString('hex')}`;
    await query(own.adminUrl, `CREATE ROLE ${name} LOGIN PASSWORD 'x'`);
    await query(own.adminUrl, `GRANT CONNECT ON DATABASE ${new URL(own.appUrl).pathname.slice(1)} TO ${name}`);
    const url = new URL(own.appUrl);
    url.username = name;
    url.password = 'x';
    const probe = probeOf(url.href);
    expect(await probe.settings()).toMatchObject({ role: name, isMember: false, owns: false });
    await expect(probe.gates()).rejects.toMatchObject({ name: 'DatabaseUnreachable', code: '42501' });
    await opened.pop()?.close();
    await query(own.adminUrl, `REVOKE ALL ON DATABASE ${new URL(own.appUrl).pathname.slice(1)} FROM ${name}`);
    await query(own.adminUrl, `DROP ROLE ${name}`);
  });

  test('synchronous_commit as the session has it', async () => {
    await query(own.adminUrl, `ALTER DATABASE ${new URL(own.appUrl).pathname.slice(1)} SET synchronous_commit = off`);
    expect(await probeOf(own.appUrl).settings()).toMatchObject({ synchronousCommit: 'off' });
  });
});

describe('the schema', () => {
  test('is whole, behind or ahead', async () => {
    expect(await probeOf(own.appUrl).schema()).toEqual({ behind: [], ahead: [] });
    await query(
      own.ownerUrl,
      "INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name, applied_steps_count) VALUES ('x', '', nightlatch.now(), '9999_later', 1)",
    );
    expect(await probeOf(own.appUrl).schema()).toEqual({ behind: [], ahead: ['9999_later'] });
    await query(own.ownerUrl, "DELETE FROM _prisma_migrations WHERE migration_name IN ('9999_later', '0003_monday')");
    expect(await probeOf(own.appUrl).schema()).toEqual({ behind: ['0003_monday'], ahead: [] });
  });

  test('of an empty database is behind by all, and nothing else of it can be read', async () => {
    const empty = await anEmptyDatabase();
    const probe = probeOf(empty.appUrl);
    expect((await probe.schema()).behind.length).toBeGreaterThanOrEqual(3);
    expect(await probe.settings()).toMatchObject({ owns: false, isMember: true });
    await expect(probe.gates()).rejects.toMatchObject({ code: '42P01' });
    await expect(probe.clock()).rejects.toMatchObject({ name: 'DatabaseUnreachable' });
    await opened.pop()?.close();
    await empty.drop();
  });
});

describe('the one clock', () => {
  const ahead = async (processNow?: () => Temporal.Instant) =>
    (await probeOf(own.appUrl, processNow).clock()).ahead.total('seconds');

  test('is compared with this machine’s', async () => {
    expect(Math.abs(await ahead())).toBeLessThan(2);
    expect(Math.abs((await ahead(() => Temporal.Now.instant().subtract({ hours: 1 }))) - 3600)).toBeLessThan(2);
  });

  test('that was moved is not the shipped one', async () => {
    expect(await probeOf(own.appUrl).clock()).toMatchObject({ isShipped: true });
    await own.clock.advance({ hours: 1 });
    expect(await probeOf(own.appUrl).clock()).toMatchObject({ isShipped: false });
  });
});

describe('what is in force', () => {
  test('nothing yet', async () => {
    expect(await probeOf(own.appUrl).gates()).toEqual({
      policyInForce: undefined,
      lockdown: undefined,
      head: { seq: 0n, fits: true },
    });
  });

  test('a policy, a lockdown, and the head of the log', async () => {
    await query(own.ownerUrl, "INSERT INTO policies (hash, text) VALUES (repeat('a', 64), '[]')");
    await query(own.ownerUrl, "INSERT INTO policy_in_force (id, hash) VALUES (1, repeat('a', 64))");
    const database = connect(own.appUrl, 1);
    opened.push(database);
    const store = postgresStore(database);
    await lockDownOnHost({ store }, { operator: 'carol@bastion', reason: 'stolen laptop' });
    const gates = await probeOf(own.appUrl).gates();
    expect(gates).toMatchObject({
      policyInForce: 'a'.repeat(64),
      lockdown: { by: expect.stringContaining('carol@bastion'), reason: 'stolen laptop', isByOwner: false },
      head: { fits: true },
    });
    expect(gates.head.seq).toBeGreaterThan(0n);
    expect(gates.lockdown?.since).toBeInstanceOf(Temporal.Instant);
  });

  test('a head whose entry was taken away does not fit', async () => {
    await query(own.ownerUrl, `SELECT nightlatch.append_audit(ARRAY['{"about":{},"by":{"kind":"nightlatch"},"kind":"drill"}'])`);
    expect((await probeOf(own.appUrl).gates()).head).toEqual({ seq: 1n, fits: true });
    await query(own.adminUrl, 'ALTER TABLE audit_entries DISABLE TRIGGER ALL');
    await query(own.adminUrl, 'DELETE FROM audit_entries');
    expect((await probeOf(own.appUrl).gates()).head).toEqual({ seq: 1n, fits: false });
  });
});

describe('a database that can not be reached', () => {
  const changed = (change: (url: URL) => void) => {
    const url = new URL(own.appUrl);
    change(url);
    return url.href;
  };

  test('a password that is wrong, and a database that is not there', async () => {
    const wrong = probeOf(changed((url) => Object.assign(url, { password: 'canary-7Qm2-nightlatch-do-not-use' })));
    const fault = await wrong.settings().catch((error: unknown) => error);
    expect(fault).toMatchObject({ name: 'DatabaseUnreachable', code: '28P01' });
    expect(String(fault)).not.toContain('canary');
    await expect(probeOf(inDatabase(own.appUrl, 'not_there')).settings()).rejects.toMatchObject({ code: '3D000' });
  });

  test('nothing that listens, a host that is unknown, a socket that is not there', async () => {
    const code = 'DatabaseNotReachable';
    await expect(probeOf('postgresql://x:y@127.0.0.1:1/nightlatch').settings()).rejects.toMatchObject({ code });
    // Too long for a name, so that nobody's name server is asked.
    const unknown = `postgresql://x:y@${'x'.repeat(64)}.invalid:1/nightlatch`;
    await expect(probeOf(unknown).settings()).rejects.toMatchObject({ code });
    await expect(probeOf('postgresql://x:y@localhost/nightlatch?host=/nowhere').settings()).rejects.toMatchObject({
      code: 'ENOENT',
    });
  });
});
