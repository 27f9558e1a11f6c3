import type { Events } from './events.ts';
import type { Channel, Workspace } from './workspace.ts';

interface NewChannel {
  id: string;
  name: string;
  /** Who makes it, by handle or id; they are in it. */
  by: string;
  private?: true;
  /** Others in it, by handle or id. */
  members?: readonly string[];
}

/** What people do to channels, with the events of it that the bot gets. */
export class ChannelLevers {
  readonly #workspace: Workspace;
  readonly #events: Events;

  constructor(workspace: Workspace, events: Events) {
    this.#workspace = workspace;
    this.#events = events;
  }

  /** Of a private one nobody is told. */
  async create({ id, name, by, private: isPrivate, members = [] }: NewChannel): Promise<Channel> {
    const creator = this.#workspace.person(by).id;
    const inIt = [creator, ...members.map((who) => this.#workspace.person(who).id)];
    const channel = this.#workspace.addChannel({ id, name, kind: isPrivate ? 'private' : 'public', members: inIt });
    this.#workspace.changes.changed();
    const { created } = channel;
    if (!isPrivate) await this.#events.send({ type: 'channel_created', channel: { id, name, created, creator } });
    return channel;
  }

  async rename(which: string, name: string): Promise<void> {
    const channel = this.#workspace.channel(which);
    const { id, created } = Object.assign(channel, { name });
    await this.#tell(channel, { type: `${prefix(channel)}_rename`, channel: { id, name, created } });
  }

  async archive(which: string, archived = true): Promise<void> {
    const channel = this.#workspace.channel(which);
    channel.archived = archived;
    const type = `${prefix(channel)}_${archived ? 'archive' : 'unarchive'}`;
    await this.#tell(channel, { type, channel: channel.id, user: 'U03CAROL' });
  }

  /** Another workspace comes in. */
  async share(which: string): Promise<void> {
    const channel = this.#workspace.channel(which);
    Object.assign(channel, { extShared: true, pendingExtShared: false });
    await this.#tell(channel, { type: 'channel_shared', connected_team_id: 'T0PARTNER', channel: channel.id });
  }

  async unshare(which: string): Promise<void> {
    const channel = this.#workspace.channel(which);
    Object.assign(channel, { extShared: false, pendingExtShared: false });
    const type = 'channel_unshared';
    await this.#tell(channel, {
      type,
      previously_connected_team_id: 'T0PARTNER',
      channel: channel.id,
      is_ext_shared: false,
    });
  }

  /** Another workspace is invited, of which Slack tells no bot. */
  inviteWorkspace(which: string): void {
    this.#workspace.channel(which).pendingExtShared = true;
    this.#workspace.changes.changed();
  }

  /** Slack calls it otherwise from now on. */
  async changeId(which: string, id: string): Promise<void> {
    const channel = this.#workspace.channel(which);
    const { id: before } = channel;
    this.#workspace.channels.delete(before);
    this.#workspace.channels.set(id, Object.assign(channel, { id }));
    for (const message of [...channel.messages, ...channel.ephemerals]) Object.assign(message, { channel: id });
    await this.#tell(channel, { type: 'channel_id_changed', old_channel_id: before, new_channel_id: id });
  }

  // Of a public channel every bot that listens is told, of a private one only those in it.
  async #tell(channel: Channel, event: Record<string, unknown>): Promise<void> {
    this.#workspace.changes.changed();
    if (channel.kind === 'public' || channel.members.has(this.#workspace.botUserId)) await this.#events.send(event);
  }
}

function prefix({ kind }: Channel): 'group' | 'channel' {
  return kind === 'private' ? 'group' : 'channel';
}
