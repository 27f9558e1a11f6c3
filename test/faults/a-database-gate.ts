import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { aDatabase } from '../database/a-database.ts';
import { aNight, type Night, type NightOptions } from '../stories/a-night.ts';

/** A way to Postgres that a test can cut. Its address is on loopback; the server behind it is not touched. */
export interface DatabaseGate {
  /** The app's address through the gate. */
  url: string;
  /** Ends every connection and takes no new one, as a server that was stopped. */
  close(): void;
  /** Nothing gets through in either direction, and no connection ends, as a server that hangs. */
  freeze(): void;
  /** As before; what hung so far is cut. */
  open(): void;
  /** Lets the next COMMIT of a transaction with such words through and keeps its answer back. Resolves when Postgres has given that answer. */
  swallowNextCommit(of: RegExp): Promise<void>;
}

type State = 'open' | 'closed' | 'frozen';

/** Opens a gate before that database; closed with the test. */
export async function aDatabaseGate(appUrl: string): Promise<DatabaseGate> {
  const behind = new URL(appUrl);
  const socketFolder = behind.searchParams.get('host');
  const sockets = new Set<Socket>();
  let state: State = 'open';
  let swallowed: (PromiseWithResolvers<void> & { of: RegExp }) | undefined;
  const server = createServer((client) => {
    sockets.add(client.on('error', () => undefined));
    if (state === 'closed') return void client.destroy();
    const postgres = connect(`${socketFolder}/.s.PGSQL.${behind.port || 5432}`);
    sockets.add(postgres.on('error', () => undefined));
    let mute: PromiseWithResolvers<void> | undefined;
    let said = '';
    client.on('data', (chunk) => {
      if (state === 'frozen') return;
      said += chunk.toString('latin1');
      const isCommit = /\bCOMMIT\b/i.test(said);
      if (isCommit && swallowed?.of.test(said)) {
        mute = swallowed;
        swallowed = undefined;
      }
      if (isCommit) said = '';
      postgres.write(chunk);
    });
    postgres.on('data', (chunk) => {
      if (mute) return mute.resolve();
      if (state !== 'frozen') client.write(chunk);
    });
    client.on('close', () => void postgres.destroy());
    postgres.on('close', () => void client.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cut = () => {
    for (const socket of sockets) socket.destroy();
    sockets.clear();
  };
  onTestFinished(() => {
    cut();
    server.close();
  });
  const url = new URL(appUrl);
  url.searchParams.delete('host');
  url.hostname = '127.0.0.1';
  url.port = String((server.address() as AddressInfo).port);
  return {
    url: url.href,
    close() {
      state = 'closed';
      cut();
    },
    freeze() {
      state = 'frozen';
    },
    open() {
      if (state === 'frozen') cut();
      state = 'open';
    },
    swallowNextCommit(of) {
      swallowed = { ...Promise.withResolvers<void>(), of };
      return swallowed.promise;
    },
  };
}

/** A night whose bots reach Postgres through a gate; the test itself goes past it. */
export async function aGatedNight(
  options: Pick<NightOptions, 'policy' | 'webhooks'> = {},
): Promise<{ night: Night; gate: DatabaseGate }> {
  const database = await aDatabase();
  const gate = await aDatabaseGate(database.appUrl);
  return { night: await aNight({ ...options, database, databaseUrl: gate.url }), gate };
}
