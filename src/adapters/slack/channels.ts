import { z } from 'zod';
import type { ChannelId } from '../../domain/names.ts';
import type { Channels } from '../../ports/channels.ts';
import type { SlackCalls } from './clients.ts';
import { SlackFault, sourceUnavailable } from './slack-fault.ts';

const KNOWN_FOR_MS = 60_000;

const sharing = z.object({ is_ext_shared: z.boolean().optional(), is_pending_ext_shared: z.boolean().optional() });
const sharingAnswer = z.object({ channel: sharing });
const channelAnswer = z.object({
  channel: sharing.extend({
    name: z.string().optional(),
    is_im: z.boolean().optional(),
    is_mpim: z.boolean().optional(),
    is_member: z.boolean().optional(),
    is_archived: z.boolean().optional(),
  }),
});

const UNSEEN = new Set(['channel_not_found', 'missing_scope']);
// What no second try mends: it is private, was archived, or this bot may not.
const NOT_LET_IN = new Set(['method_not_supported_for_channel_type', 'restricted_action', 'no_permission', 'missing_scope']);

/** Channels asked by a client that answers within seconds. */
export function slackChannels(call: SlackCalls): Channels {
  return {
    async look(channel) {
      const answer = await answered(() => call('conversations.info', { channel }), UNSEEN);
      if (answer === undefined) return undefined;
      const read = channelAnswer.safeParse(answer);
      if (!read.success) throw sourceUnavailable(new SlackFault('conversations.info', 'unavailable', 'odd_shape'));
      const { name, is_im: direct, is_mpim: group, is_member: member, is_archived: archived, ...more } = read.data.channel;
      if (direct || group || name === undefined) return undefined;
      return { name, isMember: member === true, isArchived: archived === true, isShared: isShared(more) };
    },

    join: async (channel) =>
      (await answered(() => call('conversations.join', { channel }), new Set([...UNSEEN, ...NOT_LET_IN, 'is_archived']))) !==
      undefined,
  };
}

/** Undefined where Slack answers one of `codes`. Throws SourceUnavailable. */
async function answered<T>(ask: () => Promise<T>, codes: ReadonlySet<string>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof SlackFault)) throw error;
    if (codes.has(error.code)) return undefined;
    throw sourceUnavailable(error);
  }
}

/** Whether people of other workspaces read a channel or are about to; known for a minute. Throws SlackFault. */
export type IsSharedOutside = (channel: ChannelId) => Promise<boolean>;

export function channelsSharedOutside(call: SlackCalls, monotonicMs = () => performance.now()): IsSharedOutside {
  const known = new Map<ChannelId, { shared: boolean; at: number }>();
  return async (channel) => {
    const before = known.get(channel);
    if (before && monotonicMs() - before.at < KNOWN_FOR_MS) return before.shared;
    const read = sharingAnswer.safeParse(await call('conversations.info', { channel }));
    if (!read.success) throw new SlackFault('conversations.info', 'unavailable', 'odd_shape');
    const shared = isShared(read.data.channel);
    known.set(channel, { shared, at: monotonicMs() });
    return shared;
  };
}

function isShared({ is_ext_shared: shared, is_pending_ext_shared: pending }: z.infer<typeof sharing>): boolean {
  return Boolean(shared || pending);
}
