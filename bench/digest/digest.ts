import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import pg from 'pg';
import { connect } from '../../src/adapters/postgres/connect.ts';
import { postgresAuditLog } from '../../src/adapters/postgres/postgres-audit-log.ts';
import { postgresStore } from '../../src/adapters/postgres/postgres-store.ts';
import { composeDigest } from '../../src/use-cases/compose-digest.ts';
import type { Line } from '../report.ts';
import { median } from '../statistics.ts';
import type { World } from '../world/world.ts';
import { fillLog } from './fill-log.ts';

const run = promisify(execFile);

const ENTRIES = 1_000_000;
const RUNS = 3;
const BATCH = 5000;
const LOOK_EVERY_MS = 20;
const BARE = 'reading the rows bare';

/** Seconds for the digest of a week when the log holds a million entries of the last two, and the memory that the command grows to. */
export async function digest(world: World): Promise<Line[]> {
  const database = await world.startDatabase();
  await fillLog(database.ownerUrl, ENTRIES);
  const ours: number[] = [];
  const bare: number[] = [];
  const counted: number[] = [];
  for (let turn = 0; turn <= RUNS; turn += 1) {
    ours.push(await seconds(() => composed(database.appUrl)));
    bare.push(await seconds(() => readBare(database.appUrl)));
    counted.push(await seconds(() => countInSql(database.appUrl)));
  }
  const peak = await peakOfCommand(world, database.appUrl);
  await database.stop();
  // The first of each filled the caches.
  const [us, reading, counting] = [ours, bare, counted].map((each) => median(each.slice(1))) as [number, number, number];
  return [
    { figure: 'digest of a million entries', value: us, unit: 's', peer: BARE, ratio: us / reading },
    { figure: `digest: ${BARE}`, value: reading, unit: 's' },
    { figure: 'digest: one count by kind in SQL', value: counting, unit: 's' },
    { figure: 'digest: memory of the command at its peak', value: peak, unit: 'MB' },
  ];
}

async function seconds(work: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
}

async function composed(url: string): Promise<void> {
  const database = connect(url, 1);
  const store = postgresStore(database);
  const to = await store.transaction((tx) => tx.now());
  const officeHours = {
    days: [1, 2, 3, 4, 5],
    from: Temporal.PlainTime.from('08:00'),
    to: Temporal.PlainTime.from('18:00'),
  } as const;
  const asked = { week: { from: to.subtract({ hours: 168 }), to }, timezone: 'Europe/Berlin', officeHours, late: false };
  const content = await composeDigest({ store, auditLog: postgresAuditLog(database) }, asked);
  await database.close();
  const { figures, before = figures } = content;
  const given = figures.granted + before.granted;
  if (Math.abs(given - ENTRIES / 6) > ENTRIES / 600) throw new Error(`${given} grants were counted in ${ENTRIES} entries`);
}

/** The same rows in the same batches, and nothing made of them. */
async function readBare(url: string): Promise<void> {
  await withClient(url, async (client) => {
    for (let after = 0n, rows: { seq: string }[] = [{ seq: '0' }]; rows.length > 0; ) {
      ({ rows } = await client.query(
        `SELECT seq, at, record FROM audit_entries WHERE seq > ${after} ORDER BY seq LIMIT ${BATCH}`,
      ));
      after = BigInt(rows.at(-1)?.seq ?? after);
    }
  });
}

async function countInSql(url: string): Promise<void> {
  await withClient(url, async (client) => {
    await client.query(
      `SELECT record::jsonb ->> 'kind' AS kind, at >= nightlatch.now() - interval '7 days' AS this_week, count(*) FROM audit_entries GROUP BY 1, 2`,
    );
  });
}

async function withClient(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await work(client);
  await client.end();
}

/** Resident megabytes of `nightlatch digest`, looked at again and again while it runs. */
async function peakOfCommand(world: World, url: string): Promise<number> {
  const command = world.spawnDigest(url);
  command.stdout?.resume();
  const ended = once(command, 'exit');
  let peak = 0;
  while (command.exitCode === null && command.signalCode === null) {
    const resident = await run('ps', ['-o', 'rss=', '-p', String(command.pid)]).catch(() => ({ stdout: '0' }));
    peak = Math.max(peak, Number(resident.stdout.trim()) / 1024);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
  const [code] = await ended;
  if (code !== 0) throw new Error(`nightlatch digest ended with ${code}`);
  return peak;
}
