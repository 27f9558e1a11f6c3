import type { JsonObject } from '../../json.ts';
import type { Arguments } from '../arguments.ts';
import type { Method, SlackState } from '../method.ts';
import { paged } from '../paged.ts';
import { SlackRefusal } from '../refusal.ts';
import type { Channel, Workspace } from '../workspace.ts';

const readScopes = { public: 'channels:read', private: 'groups:read', direct: 'im:read' } as const;
const anyRead = ['channels:read', 'groups:read', 'im:read', 'mpim:read'];

/** The conversation as Slack spells it. */
function channelObject(channel: Channel, workspace: Workspace): JsonObject {
  if (channel.kind === 'direct') {
    return {
      id: channel.id,
      created: channel.created,
      is_im: true,
      is_org_shared: false,
      user: channel.person,
      is_archived: false,
      is_open: true,
    };
  }
  return {
    id: channel.id,
    name: channel.name,
    name_normalized: channel.name,
    is_channel: true,
    is_group: false,
    is_im: false,
    is_mpim: false,
    is_private: channel.kind === 'private',
    is_archived: channel.archived,
    is_general: channel.id === 'C0GENERAL',
    is_shared: channel.extShared,
    is_org_shared: false,
    is_ext_shared: channel.extShared,
    is_pending_ext_shared: channel.pendingExtShared,
    pending_shared: [],
    is_member: channel.members.has(workspace.botUserId),
    context_team_id: workspace.teamId,
    created: channel.created,
    creator: 'U03CAROL',
    topic: { value: channel.topic, creator: 'U03CAROL', last_set: channel.created },
    purpose: { value: '', creator: '', last_set: 0 },
  };
}

/** The channel, if the bot may know of it and has the scope for its kind. */
function readable(args: Arguments, workspace: Workspace): Channel {
  const channel = workspace.channels.get(args.required('channel'));
  const hidden = channel === undefined || (channel.kind !== 'public' && !channel.members.has(workspace.botUserId));
  if (hidden) throw new SlackRefusal('channel_not_found');
  const needed = readScopes[channel.kind];
  if (!workspace.scopes.has(needed)) throw missingScope(needed, workspace);
  return channel;
}

export function missingScope(needed: string, workspace: Workspace): SlackRefusal {
  return new SlackRefusal('missing_scope', { needed, provided: [...workspace.scopes].join(',') });
}

function openDirect(args: Arguments, workspace: Workspace): JsonObject {
  const users = args.list('users') ?? [];
  if (users.length === 0) throw new SlackRefusal('users_list_not_supplied');
  if (users.length > 1) throw missingScope('mpim:write', workspace);
  const person = workspace.people.get(String(users[0]));
  if (person === undefined) throw new SlackRefusal('user_not_found');
  if (person.deleted) throw new SlackRefusal('user_disabled');
  if (person.bot) throw new SlackRefusal('cannot_dm_bot');
  const channel = workspace.directChannelOf(person.id);
  return { channel: args.flag('return_im') ? channelObject(channel, workspace) : { id: channel.id } };
}

function joinChannel(args: Arguments, { workspace, events }: SlackState): JsonObject {
  const channel = workspace.channels.get(args.required('channel'));
  const isIn = channel?.members.has(workspace.botUserId) ?? false;
  if (channel === undefined || (channel.kind === 'private' && !isIn)) throw new SlackRefusal('channel_not_found');
  if (channel.kind !== 'public') throw new SlackRefusal('method_not_supported_for_channel_type');
  if (channel.archived) throw new SlackRefusal('is_archived');
  if (isIn) return { channel: channelObject(channel, workspace), warning: 'already_in_channel' };
  channel.members.add(workspace.botUserId);
  workspace.changes.changed();
  void events.memberJoined(workspace.botUserId, channel.id);
  return { channel: channelObject(channel, workspace) };
}

export const conversationMethods: Record<string, Method> = {
  'conversations.info': {
    scopes: anyRead,
    perMinute: 50,
    run(args, { workspace }) {
      const channel = readable(args, workspace);
      const members = args.flag('include_num_members') ? { num_members: channel.members.size } : {};
      return { channel: { ...channelObject(channel, workspace), ...members } };
    },
  },
  'conversations.join': {
    scopes: ['channels:join'],
    perMinute: 50,
    run: joinChannel,
  },
  'conversations.list': {
    scopes: anyRead,
    perMinute: 20,
    run(args, { workspace }) {
      const types = args.list('types') ?? ['public_channel'];
      const kinds = { public_channel: 'public', private_channel: 'private', im: 'direct' } as Record<string, Channel['kind']>;
      const wanted = types.map((type) => kinds[type]).filter((kind) => kind !== undefined);
      for (const kind of wanted) if (!workspace.scopes.has(readScopes[kind])) throw missingScope(readScopes[kind], workspace);
      const known = [...workspace.channels.values()].filter(
        (channel) =>
          wanted.includes(channel.kind) &&
          (channel.kind === 'public' || channel.members.has(workspace.botUserId)) &&
          !(args.flag('exclude_archived') && channel.archived),
      );
      return paged(
        'channels',
        known.map((channel) => channelObject(channel, workspace)),
        args,
      );
    },
  },
  'conversations.members': {
    scopes: anyRead,
    perMinute: 100,
    run: (args, { workspace }) => paged('members', [...readable(args, workspace).members], args),
  },
  'conversations.open': {
    scopes: ['im:write', 'mpim:write'],
    perMinute: 50,
    run: (args, { workspace }) => openDirect(args, workspace),
  },
};
