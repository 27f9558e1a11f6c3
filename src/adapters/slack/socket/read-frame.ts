import { z } from 'zod';
import { parseJson } from '../parse-json.ts';

/** What Slack says over the socket. `odd`: nothing that it says. */
export type Frame =
  /** From now on deliveries come. `appId`: whose app token opened the socket. */
  | { kind: 'hello'; appId?: string }
  /** Slack will close the socket: see `reason`. */
  | { kind: 'disconnect'; reason: string }
  | Envelope
  | { kind: 'odd' };

/** A delivery; it counts as taken once its id is sent back. */
export interface Envelope {
  kind: 'envelope';
  id: string;
  /** `slash_commands`, `interactive`, `events_api`. */
  type: string;
  /** Parsed, not yet checked. */
  payload: unknown;
}

const id = z.string().min(1).max(255);
// Of another app it is told to a person, and a terminal obeys more than an id.
const appId = z.string().regex(/^A[A-Z0-9]{2,30}$/);
const hello = z.object({ type: z.literal('hello'), connection_info: z.object({ app_id: appId }).optional().catch(undefined) });
const disconnect = z.object({ type: z.literal('disconnect'), reason: z.string().regex(/^[a-z_]{1,64}$/) });
const envelope = z.object({ type: id, envelope_id: id, payload: z.unknown() });

/** Reads one frame. Never throws. */
export function readFrame(data: unknown): Frame {
  const said = typeof data === 'string' ? parseJson(data) : undefined;
  const delivery = envelope.safeParse(said).data;
  if (delivery) return { kind: 'envelope', id: delivery.envelope_id, type: delivery.type, payload: delivery.payload };
  const greeting = hello.safeParse(said).data;
  if (greeting) return { kind: 'hello', ...(greeting.connection_info && { appId: greeting.connection_info.app_id }) };
  const farewell = disconnect.safeParse(said).data;
  return farewell ? { kind: 'disconnect', reason: farewell.reason } : { kind: 'odd' };
}
