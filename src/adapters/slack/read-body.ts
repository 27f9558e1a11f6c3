import type { IncomingMessage } from 'node:http';

/** What the bodies of all requests may take up together beyond their first 64 KiB each. */
export class BodyRoom {
  #left: number;

  constructor(bytes: number) {
    this.#left = bytes;
  }

  /** Whether there was room for that many more bytes. */
  take(bytes: number): boolean {
    if (bytes > this.#left) return false;
    this.#left -= bytes;
    return true;
  }

  giveBack(bytes: number): void {
    this.#left += bytes;
  }
}

export interface BodyLimits {
  /** Bytes of one body. */
  most: number;
  deadlineMs: number;
  room: BodyRoom;
}

// What Slack sends is mostly smaller, so that large bodies which nobody signed don't keep it out.
const ALWAYS_ROOM_FOR = 64 * 1024;

/** The whole body, or why there is none: it is too large, others take up the room, or its sender stopped or took too long. */
export async function readBody(
  request: IncomingMessage,
  { most, deadlineMs, room }: BodyLimits,
): Promise<Buffer | 'too-large' | 'no-room' | 'cut-off'> {
  const deadline = setTimeout(() => request.destroy(), deadlineMs);
  const pieces: Buffer[] = [];
  let size = 0;
  let taken = 0;
  let refused: 'too-large' | 'no-room' | undefined;
  try {
    for await (const piece of request as AsyncIterable<Buffer>) {
      size += piece.length;
      // What is refused is read and thrown away, so that its sender gets to see why; but not without an end.
      if (size > most * 16) return 'too-large';
      const more = Math.max(0, size - ALWAYS_ROOM_FOR) - taken;
      if (size > most) refused = 'too-large';
      else if (refused === undefined && !room.take(more)) refused = 'no-room';
      if (refused === undefined) {
        taken += more;
        pieces.push(piece);
      } else {
        pieces.length = 0;
        room.giveBack(taken);
        taken = 0;
      }
    }
  } catch {
    return 'cut-off';
  } finally {
    clearTimeout(deadline);
    room.giveBack(taken);
  }
  return refused ?? Buffer.concat(pieces);
}
