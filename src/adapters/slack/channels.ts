import { z } from 'zod';
import type { ChannelId } from '../../domain/names.ts';
import type { SlackCalls } from './clients.ts';
import { SlackFault } from './slack-fault.ts';

const KNOWN_FOR_MS = 60_000;

const answer = z.object({
  channel: z.object({ is_ext_shared: z.boolean().optional(), is_pending_ext_shared: z.boolean().optional() }),
});

/** Whether people of other workspaces read a channel or are about to; known for a minute. Throws SlackFault. */
export type IsSharedOutside = (channel: ChannelId) => Promise<boolean>;

export function channelsSharedOutside(call: SlackCalls, monotonicMs = () => performance.now()): IsSharedOutside {
  const known = new Map<ChannelId, { shared: boolean; at: number }>();
  return async (channel) => {
    const before = known.get(channel);
    if (before && monotonicMs() - before.at < KNOWN_FOR_MS) return before.shared;
    const read = answer.safeParse(await call('conversations.info', { channel }));
    if (!read.success) throw new SlackFault('conversations.info', 'unavailable', 'odd_shape');
    const shared = Boolean(read.data.channel.is_ext_shared || read.data.channel.is_pending_ext_shared);
    known.set(channel, { shared, at: monotonicMs() });
    return shared;
  };
}
