import { parse as parseForm } from 'node:querystring';
import { z } from 'zod';
import { deliveryKey, type Incoming, type OwnIds } from './incoming.ts';
import { isOwn } from './own-ids.ts';
import { parseJson } from './parse-json.ts';
import { readEvent } from './read-event.ts';
import { channelId, id, responseUrl, userId } from './read-ids.ts';
import { readPayload } from './read-payload.ts';

const command = z.object({
  team_id: id,
  api_app_id: id.optional(),
  // A form's fields are all strings; over a socket they need not be.
  enterprise_id: z.string().nullish(),
  is_enterprise_install: z.union([z.string(), z.boolean()]).optional(),
  command: z.string().regex(/^\/[a-z0-9_-]{1,40}$/),
  text: z.string().default(''),
  user_id: userId,
  channel_id: channelId,
  trigger_id: id,
  response_url: responseUrl,
});

const ODD: Incoming = { kind: 'odd' };

/** Tells what a signed body is, for the workspace and app of `own`. Never throws. */
export function readIncoming(body: Buffer, contentType: 'form' | 'json', own: OwnIds): Incoming {
  if (contentType === 'json') return readEvent(parseJson(body.toString()), own);
  const fields = parseForm(body.toString());
  if (Object.entries(fields).some(([key, value]) => key === '__proto__' || typeof value !== 'string')) return ODD;
  if (typeof fields.payload === 'string') return readPayload(parseJson(fields.payload), own);
  return readCommand(fields, own);
}

/** Tells what came over the socket: the same payloads, already parsed by `parseJson`, under the name of their kind. Never throws. */
export function readEnvelope(type: string, payload: unknown, own: OwnIds): Incoming {
  switch (type) {
    case 'slash_commands':
      return readCommand(payload, own);
    case 'interactive':
      return readPayload(payload, own);
    case 'events_api':
      return readEvent(payload, own);
    default:
      return { kind: 'unused' };
  }
}

function readCommand(fields: unknown, own: OwnIds): Incoming {
  const { data } = command.safeParse(fields);
  if (!data) return ODD;
  const answer = data.response_url === undefined ? {} : { responseUrl: data.response_url };
  const orgWide = String(data.is_enterprise_install) === 'true';
  const origin = { teams: [data.team_id], app: data.api_app_id, enterprise: data.enterprise_id ?? undefined, orgWide };
  if (!isOwn(own, origin)) return { kind: 'outsider', of: 'command', ...answer };
  return {
    kind: 'command',
    key: deliveryKey(`trigger:${data.trigger_id}`),
    command: data.command,
    words: data.text,
    user: data.user_id,
    channel: data.channel_id,
    triggerId: data.trigger_id,
    ...answer,
  };
}
