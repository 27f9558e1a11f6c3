import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';

/** A server on the loopback interface. */
export interface Listening {
  url: string;
  close(): Promise<void>;
}

type Upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void> | void;

/** Listens on 127.0.0.1; port 0 takes a free one. A handler that throws answers 500 with the reason. Without `upgrade` there are no web sockets. */
export async function listen(port: number, handle: Handler, upgrade?: Upgrade): Promise<Listening> {
  const server = createServer(async (request, response) => {
    try {
      await handle(request, response);
    } catch (error) {
      if (response.headersSent || response.destroyed) return void response.destroy();
      response
        .writeHead(500, { 'content-type': 'text/plain' })
        .end(`the sandbox broke: ${error instanceof Error ? error.stack : error}`);
    }
  });
  if (upgrade) server.on('upgrade', upgrade);
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const { port: taken } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${taken}`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
