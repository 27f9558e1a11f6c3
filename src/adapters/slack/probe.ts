import { z } from 'zod';
import type { SlackChannel, SlackIdentity } from '../../domain/live-world.ts';
import { type SlackProbe, SlackRefused, type SocketProbe } from '../../ports/slack-probe.ts';
import type { SlackCalls } from './clients.ts';
import { SlackFault, sourceUnavailable } from './slack-fault.ts';

export interface SlackProbeNeeds {
  call: SlackCalls;
  /** The `Date` header that came with the last answer, and when it came by this machine's clock. */
  lastHeard: () => { date: string; at: Temporal.Instant } | undefined;
}

const PAGE = 1000;
// A listing is for choosing from: nobody scrolls through more, and the method allows twenty calls a minute.
const MOST_PAGES = 10;

const identity = z.object({
  team_id: z.string(),
  team: z.string(),
  user_id: z.string(),
  user: z.string(),
  response_metadata: z.object({ scopes: z.array(z.string()).optional() }).optional(),
});
const channelEntry = z.object({
  id: z.string(),
  name: z.string(),
  is_private: z.boolean().optional(),
  is_member: z.boolean().optional(),
  is_archived: z.boolean().optional(),
  is_ext_shared: z.boolean().optional(),
  is_pending_ext_shared: z.boolean().optional(),
});
const channelAnswer = z.object({ channel: channelEntry });
const channelPage = z.object({
  channels: z.array(channelEntry),
  response_metadata: z.object({ next_cursor: z.string().optional() }).optional(),
});
const groupList = z.object({
  usergroups: z.array(
    z.object({
      id: z.string(),
      handle: z.string(),
      name: z.string(),
      date_delete: z.number().optional(),
      // A count in an odd form isn't worth a fault.
      user_count: z.coerce.number().int().optional().catch(undefined),
    }),
  ),
});

/** Slack's side of what Nightlatch needs, by a client of its own. */
export function slackProbe({ call, lastHeard }: SlackProbeNeeds): SlackProbe {
  return {
    async identity() {
      const { team_id, team, user_id, user, response_metadata } = await asked(call, 'auth.test', {}, identity);
      return {
        team: { id: team_id, name: team },
        botUser: { id: user_id, name: user },
        scopes: response_metadata?.scopes?.filter((scope) => scope !== ''),
        clockAhead: aheadOf(lastHeard()),
      };
    },

    async channel(id) {
      try {
        return channelOf((await asked(call, 'conversations.info', { channel: id }, channelAnswer)).channel);
      } catch (error) {
        if (error instanceof SlackRefused && error.code === 'channel_not_found') return undefined;
        throw error;
      }
    },

    async listChannels() {
      const found: SlackChannel[] = [];
      let cursor = '';
      for (let page = 0; page < MOST_PAGES; page += 1) {
        const query = { types: 'public_channel,private_channel', exclude_archived: true, limit: PAGE };
        const read = await asked(call, 'conversations.list', cursor === '' ? query : { ...query, cursor }, channelPage);
        found.push(...read.channels.map(channelOf));
        cursor = read.response_metadata?.next_cursor ?? '';
        if (cursor === '') break;
      }
      return found.toSorted((a, b) => a.name.localeCompare(b.name, 'en'));
    },

    async listUserGroups() {
      const { usergroups } = await asked(call, 'usergroups.list', { include_disabled: true }, groupList);
      return usergroups
        .map(({ id, handle, name, date_delete, user_count: members }) => {
          return { id, handle, name, isDisabled: (date_delete ?? 0) !== 0, members };
        })
        .toSorted((a, b) => a.handle.localeCompare(b.handle, 'en'));
    },
  };
}

/** `call` must be by a client that holds the app-level token. */
export function slackSocketProbe(call: SlackCalls): SocketProbe {
  return { tryOpen: async () => void (await asked(call, 'apps.connections.open', {}, z.object({ url: z.string() }))) };
}

async function asked<T>(call: SlackCalls, method: string, args: Record<string, unknown>, shape: z.ZodType<T>): Promise<T> {
  try {
    const read = shape.safeParse(await call(method, args));
    if (read.success) return read.data;
    throw new SlackFault(method, 'unavailable', 'odd_shape');
  } catch (error) {
    if (!(error instanceof SlackFault)) throw error;
    if (error.kind === 'unavailable' || error.kind === 'rate-limited') throw sourceUnavailable(error);
    throw new SlackRefused(error.code, error.neededScopes);
  }
}

function channelOf(entry: z.infer<typeof channelEntry>): SlackChannel {
  return {
    id: entry.id,
    name: entry.name,
    isPrivate: entry.is_private ?? false,
    isMember: entry.is_member ?? false,
    isArchived: entry.is_archived ?? false,
    isSharedOutside: Boolean(entry.is_ext_shared || entry.is_pending_ext_shared),
  };
}

// The header has whole seconds, cut off: on average the answer was half a second later than it says.
function aheadOf(heard: ReturnType<SlackProbeNeeds['lastHeard']>): SlackIdentity['clockAhead'] {
  const said = heard && Date.parse(heard.date);
  if (!heard || said === undefined || Number.isNaN(said)) return undefined;
  return Temporal.Duration.from({ milliseconds: heard.at.epochMilliseconds - (said + 500) });
}
