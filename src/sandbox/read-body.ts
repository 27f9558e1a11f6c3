import type { IncomingMessage } from 'node:http';

/** The whole body as text; rejects above `limit` bytes or when the caller goes away. */
export async function readBody(request: IncomingMessage, limit = 5_000_000): Promise<string> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of request) {
    size += piece.length;
    if (size > limit) throw new Error(`the body is over ${limit} bytes`);
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}
