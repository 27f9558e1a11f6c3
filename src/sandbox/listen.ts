import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server on the loopback interface. */
export interface Listening {
  url: string;
  close(): Promise<void>;
}

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void> | void;

/** Listens on 127.0.0.1; port 0 takes a free one. A handler that throws answers 500 with the reason. */
export async function listen(port: number, handle: Handler): Promise<Listening> {
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
