import type { JsonObject } from '../../json.ts';
import type { Arguments } from '../arguments.ts';
import type { Message } from '../message.ts';
import { messageContent, messageObject } from '../message-content.ts';
import type { Method } from '../method.ts';
import { SlackRefusal } from '../refusal.ts';
import type { Channel, Workspace } from '../workspace.ts';

const write = ['chat:write'];
const mostPosted = 40_000;
const mostUpdated = 4_000;

/** The channel to write into; a user's id means the direct conversation with them. */
function writable(id: string, workspace: Workspace): Channel {
  const person = workspace.people.get(id);
  if (person !== undefined && !person.bot && !person.stranger && !person.deleted) return workspace.directChannelOf(id);
  const channel = workspace.channels.get(id);
  const member = channel?.members.has(workspace.botUserId) ?? false;
  if (channel === undefined || (channel.kind !== 'public' && !member)) throw new SlackRefusal('channel_not_found');
  if (!member && !workspace.scopes.has('chat:write.public')) throw new SlackRefusal('not_in_channel');
  if (channel.archived) throw new SlackRefusal('is_archived');
  if (channel.person !== undefined && workspace.people.get(channel.person)?.deleted) throw new SlackRefusal('channel_not_found');
  return channel;
}

/** The bot's own message in the channel; ephemerals are in no history. */
function ownMessage(args: Arguments, workspace: Workspace, notOwn: string): Message {
  const channel = workspace.channels.get(args.required('channel'));
  if (channel === undefined || (channel.kind !== 'public' && !channel.members.has(workspace.botUserId))) {
    throw new SlackRefusal('channel_not_found');
  }
  const ts = args.required('ts');
  const message = channel.messages.find((one) => one.ts === ts);
  if (message === undefined) throw new SlackRefusal('message_not_found');
  if (!message.byBot) throw new SlackRefusal(notOwn);
  if (channel.archived) throw new SlackRefusal('is_archived');
  return message;
}

function postMessage(args: Arguments, workspace: Workspace): JsonObject {
  const channel = writable(args.required('channel'), workspace);
  const content = messageContent(args, mostPosted);
  if (content.text === '' && content.blocks === undefined) throw new SlackRefusal('no_text');
  const threadTs = args.text('thread_ts');
  if (threadTs !== undefined && !channel.messages.some(({ ts }) => ts === threadTs)) throw new SlackRefusal('thread_not_found');
  const message = workspace.post(channel, {
    user: workspace.botUserId,
    byBot: true,
    ...content,
    ...(threadTs === undefined ? {} : { threadTs }),
  });
  return { channel: channel.id, ts: message.ts, message: messageObject(message, workspace) };
}

function postEphemeral(args: Arguments, workspace: Workspace): JsonObject {
  const user = args.required('user');
  const channel = writable(args.required('channel'), workspace);
  if (!channel.members.has(user)) throw new SlackRefusal('user_not_in_channel');
  const content = messageContent(args, mostPosted);
  if (content.text === '' && content.blocks === undefined) throw new SlackRefusal('no_text');
  return { message_ts: workspace.postEphemeral(channel, user, content).ts };
}

function update(args: Arguments, workspace: Workspace): JsonObject {
  const message = ownMessage(args, workspace, 'cant_update_message');
  const { text, blocks } = messageContent(args, mostUpdated);
  if (text === '' && blocks === undefined) throw new SlackRefusal('no_text');
  message.text = text;
  // Without `blocks` Slack keeps the old ones; an empty list takes them away.
  if (blocks !== undefined) message.blocks = blocks;
  message.editedTs = workspace.nextTs();
  workspace.changes.changed();
  return { channel: message.channel, ts: message.ts, text, message: messageObject(message, workspace) };
}

export const chatMethods: Record<string, Method> = {
  'chat.postMessage': { scopes: write, perMinute: 60, run: (args, { workspace }) => postMessage(args, workspace) },
  'chat.postEphemeral': { scopes: write, perMinute: 100, run: (args, { workspace }) => postEphemeral(args, workspace) },
  'chat.update': { scopes: write, perMinute: 50, run: (args, { workspace }) => update(args, workspace) },
  'chat.delete': {
    scopes: write,
    perMinute: 50,
    run(args, { workspace }) {
      const message = ownMessage(args, workspace, 'cant_delete_message');
      workspace.remove(message);
      return { channel: message.channel, ts: message.ts };
    },
  },
  'chat.getPermalink': {
    perMinute: 300,
    run(args, { workspace }) {
      const channel = workspace.channels.get(args.required('channel'));
      if (channel === undefined) throw new SlackRefusal('channel_not_found');
      const ts = args.required('message_ts');
      if (!channel.messages.some((one) => one.ts === ts)) throw new SlackRefusal('message_not_found');
      return {
        channel: channel.id,
        permalink: `https://${workspace.domain}.slack.com/archives/${channel.id}/p${ts.replace('.', '')}`,
      };
    },
  },
};
