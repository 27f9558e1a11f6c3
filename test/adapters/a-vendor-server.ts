import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface VendorServer extends AsyncDisposable {
  url: string;
  requests: IncomingMessage[];
}

/** A server on loopback that answers whatever a test wants of a vendor, and keeps what it was asked. */
export async function aVendorServer(answer: RequestListener): Promise<VendorServer> {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    answer(request, response);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return { url: addressOf(server), requests, [Symbol.asyncDispose]: () => closed(server) };
}

/** An address where nobody listens any more. */
export async function anAddressNobodyListensOn(): Promise<string> {
  await using server = await aVendorServer(() => {});
  return server.url;
}

function addressOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
