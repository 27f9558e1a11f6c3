import type { IncomingMessage } from 'node:http';

/** The whole body, or why there is none: it is over `limit` bytes, or its sender stopped or took longer than `deadlineMs`. */
export async function readBody(
  request: IncomingMessage,
  limit: number,
  deadlineMs: number,
): Promise<Buffer | 'too-large' | 'cut-off'> {
  const deadline = setTimeout(() => request.destroy(), deadlineMs);
  const pieces: Buffer[] = [];
  let size = 0;
  try {
    for await (const piece of request as AsyncIterable<Buffer>) {
      size += piece.length;
      // What is over the limit is read and thrown away, so that its sender gets to see the 413; but not without an end.
      if (size > limit * 16) return 'too-large';
      if (size <= limit) pieces.push(piece);
      else pieces.length = 0;
    }
  } catch {
    return 'cut-off';
  } finally {
    clearTimeout(deadline);
  }
  return size > limit ? 'too-large' : Buffer.concat(pieces);
}
