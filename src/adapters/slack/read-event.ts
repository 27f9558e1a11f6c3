import { z } from 'zod';
import { deliveryKey, type Incoming, type IncomingEvent, type OwnIds } from './incoming.ts';
import { isOwn } from './own-ids.ts';
import { channelId, id, userId } from './read-ids.ts';

const envelope = z.object({
  type: z.literal('event_callback'),
  team_id: id,
  api_app_id: id.optional(),
  enterprise_id: z.string().max(255).nullish(),
  event_id: id,
  authorizations: z
    .array(z.object({ team_id: z.string().nullish(), is_enterprise_install: z.boolean().optional() }))
    .max(100)
    .nullish(),
  event: z.object({ type: id }),
  // Bolt looks no further than the event, but no event of Slack's has these.
  command: z.never().optional(),
  actions: z.never().optional(),
});

const homeOpened = z.object({ type: z.literal('app_home_opened'), user: userId, tab: z.enum(['home', 'messages']) });
const userChange = z.object({ type: z.literal('user_change'), user: z.object({ id: userId, team_id: id.optional() }) });
const named = z.object({ id: channelId, name: z.string().max(255).optional() });
const channelNamed = z.object({ type: z.enum(['channel_created', 'channel_rename', 'group_rename']), channel: named });
const channelTurned = z.object({
  type: z.enum([
    ...['channel_archive', 'channel_unarchive', 'group_archive', 'group_unarchive'],
    ...['channel_shared', 'channel_unshared'],
  ] as const),
  channel: channelId,
});
const memberJoined = z.object({ type: z.literal('member_joined_channel'), user: userId, channel: channelId });
const idChanged = z.object({ type: z.literal('channel_id_changed'), old_channel_id: channelId, new_channel_id: channelId });
const listenedTo = z.object({
  event: z.discriminatedUnion('type', [homeOpened, userChange, channelNamed, channelTurned, memberJoined, idChanged]),
});
/** Slack's names of the events that Nightlatch hears. */
export const LISTENED_EVENTS: ReadonlySet<string> = new Set([
  ...['app_home_opened', 'user_change', 'member_joined_channel', 'channel_id_changed'],
  ...channelNamed.shape.type.options,
  ...channelTurned.shape.type.options,
]);

const urlVerification = z.object({ type: z.literal('url_verification'), challenge: z.string().max(1000) });
const rateLimited = z.object({ type: z.literal('app_rate_limited') });

/** An event, or Slack's own messages about events. Never throws. */
export function readEvent(payload: unknown, own: OwnIds): Incoming {
  if (urlVerification.safeParse(payload).success) return { kind: 'verification' };
  if (rateLimited.safeParse(payload).success) return { kind: 'unused' };
  const { data } = envelope.safeParse(payload);
  if (!data) return { kind: 'odd' };
  const orgWide = data.authorizations?.some((one) => one.is_enterprise_install);
  const origin = { teams: [data.team_id], app: data.api_app_id, enterprise: data.enterprise_id ?? undefined, orgWide };
  if (!isOwn(own, origin)) return { kind: 'outsider', of: 'other' };
  if (!LISTENED_EVENTS.has(data.event.type)) return { kind: 'unused' };
  return listened(payload, deliveryKey(`event:${data.event_id}`), own);
}

function listened(payload: unknown, key: string, own: OwnIds): Incoming {
  const event = listenedTo.safeParse(payload).data?.event;
  if (!event) return { kind: 'odd' };
  switch (event.type) {
    case 'app_home_opened':
      return { kind: 'event', key, event: event.type, user: event.user, tab: event.tab };
    case 'user_change':
      // Shared channels tell of people of other workspaces too.
      if (event.user.team_id !== undefined && event.user.team_id !== own.teamId) return { kind: 'unused' };
      return { kind: 'event', key, event: event.type, user: event.user.id };
    case 'member_joined_channel':
      return event.user === own.botUserId ? ofChannel(own, key, { id: event.channel }) : { kind: 'unused' };
    case 'channel_id_changed': {
      const { old_channel_id: from, new_channel_id: channel } = event;
      return { kind: 'event', key, event: event.type, user: own.botUserId, channel, from };
    }
    default:
      return ofChannel(own, key, typeof event.channel === 'string' ? { id: event.channel } : event.channel);
  }
}

// Whoever did it to the channel, it concerns the bot.
function ofChannel({ botUserId: user }: OwnIds, key: string, { id: channel, name }: z.infer<typeof named>): IncomingEvent {
  return { kind: 'event', key, event: 'channel_changed', user, channel, ...(name !== undefined && { name }) };
}
