import { once } from 'node:events';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Secret } from '../../domain/secret.ts';
import type { BotIds } from './bot-ids.ts';
import type { InFlight } from './in-flight.ts';
import type { Incoming, OwnIds } from './incoming.ts';
import { BodyRoom, readBody } from './read-body.ts';
import { readIncoming } from './read-incoming.ts';
import { type TurnAwayNeeds, turnAway } from './turn-away.ts';
import { isSignedBySlack, signedSecondsAgo } from './verify-signature.ts';

/** For `createServer`: half-sent requests are dropped, headers after 5 s, all of it after 10 s. */
export const DOOR_LIMITS = {
  headersTimeout: 5000,
  requestTimeout: 10_000,
  connectionsCheckingInterval: 1000,
  maxHeaderSize: 16_384,
};

export const DOOR_PATH = '/slack/events';

const BIGGEST_BODY = 4 * 1024 * 1024;
const BODY_DEADLINE_MS = 10_000;
// Nobody has signed them yet: ten thousand bodies of 4 MB would end the process.
const ROOM_FOR_BODIES = 64 * 1024 * 1024;

/** A request that came through the door: the whole body, and what it is. */
export type Admitted = IncomingMessage & { rawBody: Buffer; incoming: Incoming };

/** Where deliveries come in, and how. */
export interface Door {
  /** For a server made with `DOOR_LIMITS`. */
  requestListener: RequestListener;
  /** Lets deliveries in from now on, as the bot that Slack says we are. */
  open(ids: BotIds): Promise<void>;
  /** Why none could come in just now, once it was opened. */
  notOpen(): string | undefined;
  /** Lets nothing more in; what is inside is still to be answered. */
  shut(): Promise<void>;
}

export interface DoorNeeds extends TurnAwayNeeds {
  signingSecret: Secret;
  /** This process's clock: Slack's signatures are as old as it says. */
  processNow(): Temporal.Instant;
  /** Undefined until Slack has said who we are: nothing is let in before. */
  ownIds(): OwnIds | undefined;
  inFlight: InFlight;
}

/** Lets in only what Slack signed just now, for this workspace and app, and that is of a kind Slack sends; `inside` gets it with its body. */
export function slackDoor(needs: DoorNeeds, inside: (request: Admitted, response: ServerResponse) => void): RequestListener {
  const room = new BodyRoom(ROOM_FOR_BODIES);
  return (request, response) => {
    void needs.inFlight.during(async () => {
      try {
        await admit({ ...needs, room }, request, response, inside);
      } catch (error) {
        needs.log.error('door failed', {}, error);
        if (!response.headersSent) end(response, 500);
      }
    });
  };
}

async function admit(
  needs: DoorNeeds & { room: BodyRoom },
  request: IncomingMessage,
  response: ServerResponse,
  inside: Parameters<typeof slackDoor>[1],
): Promise<void> {
  if (request.url !== DOOR_PATH) return end(response, 404);
  if (request.method !== 'POST') return end(response, 405);
  const own = needs.ownIds();
  if (!own) return end(response, 503);
  const body = await readBody(request, { most: BIGGEST_BODY, deadlineMs: BODY_DEADLINE_MS, room: needs.room });
  if (body === 'cut-off') return void response.destroy();
  if (body === 'no-room') return end(response, 503);
  if (body === 'too-large') return end(response, 413);
  if (!isSignedBySlack(request.headersDistinct, body, needs.signingSecret, needs.processNow())) {
    sayUnsigned(needs, request, body);
    return end(response, 401);
  }
  const contentType = contentTypeOf(request);
  const incoming: Incoming = contentType ? readIncoming(body, contentType, own) : { kind: 'odd' };
  switch (incoming.kind) {
    case 'odd':
      needs.log.warn('odd delivery refused', { bytes: body.length });
      return end(response, 400);
    case 'unused':
      return end(response, 200);
    case 'outsider':
      return turnAway(needs, incoming, (answer) => (answer ? endWith(response, answer) : end(response, 200)));
    default:
      inside(Object.assign(request, { rawBody: body, incoming }), response);
      // Counted until the ack is out, by when the listener is counted itself: nothing falls between the two.
      return response.closed ? undefined : void (await once(response, 'close'));
  }
}

// What Slack did sign is most likely refused because of this machine's clock.
function sayUnsigned({ log, signingSecret, processNow }: DoorNeeds, request: IncomingMessage, body: Buffer): void {
  const seconds = signedSecondsAgo(request.headersDistinct, body, signingSecret, processNow());
  if (seconds === undefined) log.warn('unsigned delivery refused', { bytes: body.length });
  else log.error("delivery signed at another time refused: is this machine's clock right?", { seconds });
}

// Bolt compares the header as a whole, so it is handed on without parameters.
function contentTypeOf(request: IncomingMessage): 'form' | 'json' | undefined {
  const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (type === 'application/x-www-form-urlencoded') {
    request.headers['content-type'] = type;
    return 'form';
  }
  return type === 'application/json' ? 'json' : undefined;
}

function endWith(response: ServerResponse, answer: object): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
}

function end(response: ServerResponse, status: number): void {
  response.writeHead(status, status === 413 ? { connection: 'close' } : {}).end();
}
