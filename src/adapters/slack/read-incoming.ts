import { parse as parseForm } from 'node:querystring';
import { z } from 'zod';
import { deliveryKey, type Incoming, type IncomingClick, type OwnIds } from './incoming.ts';

const userId = z.string().regex(/^[UW][A-Z0-9]{2,30}$/);
const channelId = z.string().regex(/^[CDG][A-Z0-9]{2,30}$/);
const id = z.string().min(1).max(255);
const responseUrl = z.string().max(1000).optional();

const command = z.object({
  team_id: id,
  api_app_id: id.optional(),
  enterprise_id: z.string().optional(),
  is_enterprise_install: z.string().optional(),
  command: z.string().regex(/^\/[a-z0-9_-]{1,40}$/),
  text: z.string().default(''),
  user_id: userId,
  channel_id: channelId,
  trigger_id: id,
  response_url: responseUrl,
});

const origin = {
  team: z.object({ id }).nullish(),
  api_app_id: id.optional(),
  enterprise: z.object({ id }).nullish(),
  is_enterprise_install: z.boolean().optional(),
};

const click = z.object({
  ...origin,
  type: z.literal('block_actions'),
  user: z.object({ id: userId, team_id: id }),
  trigger_id: id,
  response_url: responseUrl,
  channel: z.object({ id: channelId }).optional(),
  container: z.union([
    z.object({ type: z.literal('view'), view_id: id }),
    z.object({
      type: z.enum(['message', 'message_attachment']),
      message_ts: id,
      channel_id: channelId,
      is_ephemeral: z.boolean().default(false),
    }),
  ]),
  view: z.object({ external_id: z.string().max(255).nullish(), private_metadata: z.string().max(3000).nullish() }).optional(),
  actions: z.tuple([z.object({ action_id: id, block_id: id, value: z.string().max(2000).default('') })]),
  // Bolt takes anything with these for another kind of delivery.
  event: z.never().optional(),
  command: z.never().optional(),
  name: z.never().optional(),
});

const event = z.object({
  type: z.literal('event_callback'),
  team_id: id,
  api_app_id: id.optional(),
  event_id: id,
  event: z.object({ type: id }),
});

// Made once: making a schema takes longer than reading with it.
const anyPayload = z.object({ type: id });
const urlVerification = z.object({ type: z.literal('url_verification'), challenge: z.string().max(1000) });
const rateLimited = z.object({ type: z.literal('app_rate_limited') });

const OTHER_PAYLOADS = new Set([
  'view_submission',
  'view_closed',
  'shortcut',
  'message_action',
  'block_suggestion',
  'interactive_message',
]);
const ODD: Incoming = { kind: 'odd' };

/** Tells what a signed body is, for the workspace and app of `own`. Never throws. */
export function readIncoming(body: Buffer, contentType: 'form' | 'json', own: OwnIds): Incoming {
  if (contentType === 'json') return readEvent(parseJson(body.toString()), own);
  const fields = parseForm(body.toString());
  if (Object.entries(fields).some(([key, value]) => key === '__proto__' || typeof value !== 'string')) return ODD;
  if (typeof fields.payload === 'string') return readPayload(parseJson(fields.payload), own);
  return readCommand(fields, own);
}

function readCommand(fields: unknown, own: OwnIds): Incoming {
  const read = command.safeParse(fields);
  if (!read.success) return ODD;
  const { data } = read;
  const answer = data.response_url === undefined ? {} : { responseUrl: data.response_url };
  const installed = data.is_enterprise_install === 'true';
  if (!isOwn(own, [data.team_id], data.api_app_id, data.enterprise_id, installed))
    return { kind: 'outsider', of: 'command', ...answer };
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

function readPayload(payload: unknown, own: OwnIds): Incoming {
  const kind = anyPayload.safeParse(payload);
  if (kind.success && OTHER_PAYLOADS.has(kind.data.type)) return { kind: 'unused' };
  const read = click.safeParse(payload);
  if (!read.success) return ODD;
  const { data } = read;
  const answer = data.response_url === undefined ? {} : { responseUrl: data.response_url };
  const teams = [data.user.team_id, ...(data.team ? [data.team.id] : [])];
  if (!isOwn(own, teams, data.api_app_id, data.enterprise?.id, data.is_enterprise_install))
    return { kind: 'outsider', of: 'click', ...answer };
  return clickOf(data);
}

function clickOf(data: z.infer<typeof click>): IncomingClick {
  const [{ action_id, block_id, value }] = data.actions;
  const { container } = data;
  const channel = container.type === 'view' ? data.channel?.id : container.channel_id;
  return {
    kind: 'click',
    key: deliveryKey(`trigger:${data.trigger_id}`),
    actionId: action_id,
    blockId: block_id,
    value,
    user: data.user.id,
    triggerId: data.trigger_id,
    ...(channel === undefined ? {} : { channel }),
    ...(data.response_url === undefined ? {} : { responseUrl: data.response_url }),
    from:
      container.type === 'view'
        ? { kind: 'window', externalId: data.view?.external_id ?? '', metadata: data.view?.private_metadata ?? '' }
        : { kind: 'message', channel: container.channel_id, ts: container.message_ts, ephemeral: container.is_ephemeral },
  };
}

function readEvent(payload: unknown, own: OwnIds): Incoming {
  if (urlVerification.safeParse(payload).success) return { kind: 'event' };
  if (rateLimited.safeParse(payload).success) return { kind: 'unused' };
  const read = event.safeParse(payload);
  if (!read.success) return ODD;
  return isOwn(own, [read.data.team_id], read.data.api_app_id, undefined, false)
    ? { kind: 'event' }
    : { kind: 'outsider', of: 'other' };
}

function isOwn(
  own: OwnIds,
  teams: string[],
  app: string | undefined,
  enterprise: string | undefined,
  orgWide: boolean | undefined,
): boolean {
  if (orgWide || teams.some((team) => team !== own.teamId)) return false;
  if (app !== own.appId) return false;
  return enterprise === undefined || enterprise === '' || enterprise === own.enterpriseId;
}

/** Undefined where it isn't JSON, or where an object in it has a key that could reach a prototype. */
function parseJson(text: string): unknown {
  let odd = false;
  try {
    const parsed: unknown = JSON.parse(text, (key, value: unknown) => {
      odd ||= key === '__proto__';
      return value;
    });
    return odd ? undefined : parsed;
  } catch {
    return undefined;
  }
}
