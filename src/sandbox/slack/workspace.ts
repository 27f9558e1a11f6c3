import { Changes } from '../changes.ts';
import type { SandboxClock } from '../clock.ts';
import type { Block } from '../page-api.ts';
import { appId, botId, botUserId, channels, type Resident, residents, teamId, userGroups } from '../people.ts';
import type { Message } from './message.ts';

export interface Channel {
  id: string;
  name: string;
  kind: 'public' | 'private' | 'direct';
  topic: string;
  members: Set<string>;
  archived: boolean;
  extShared: boolean;
  pendingExtShared: boolean;
  created: number;
  /** The person at the other end of a direct conversation with the bot. */
  person?: string;
  messages: Message[];
  ephemerals: Message[];
}

export interface UserGroup {
  id: string;
  handle: string;
  name: string;
  users: string[];
  /** When somebody disabled it, in seconds; 0 for one in use. */
  disabledAt: number;
}

/** A global shortcut of the app. */
export interface Shortcut {
  callbackId: string;
  name: string;
}

const noticeSeconds = 8;

const firstScopes = [
  'commands',
  'chat:write',
  'users:read',
  'users:read.email',
  'usergroups:read',
  'channels:read',
  'channels:join',
  'groups:read',
];

/** The workspace as it stands: people, channels, messages. */
export class Workspace {
  readonly teamId = teamId;
  readonly domain = 'nightlatch-sandbox';
  readonly appId = appId;
  readonly botUserId = botUserId;
  readonly botId = botId;
  readonly people = new Map<string, Resident>();
  readonly groups = new Map<string, UserGroup>();
  readonly channels = new Map<string, Channel>();
  readonly scopes = new Set(firstScopes);
  readonly changes = new Changes();
  readonly clock: SandboxClock;
  /** What the app's manifest has besides commands. */
  readonly shortcuts: Shortcut[] = [{ callbackId: 'open_unlock_form', name: 'Unlock something' }];
  hasHomeTab = true;
  /** Set where a history was lived through before anybody came to see it. */
  visitBegan: Temporal.Instant | undefined;
  readonly #notices = new Map<string, { text: string; at: Temporal.Instant }>();
  readonly #read = new Map<string, string>();
  #lastTs = 0n;

  constructor(clock: SandboxClock) {
    this.clock = clock;
    for (const person of residents()) this.people.set(person.id, person);
    for (const group of userGroups()) this.groups.set(group.id, { ...group, disabledAt: 0 });
    for (const { id, name, topic, members, ...more } of channels()) {
      const channel = this.addChannel({ id, name, topic, kind: more.private ? 'private' : 'public', members });
      channel.extShared = more.shared ?? false;
    }
  }

  /** Puts a further person into the workspace. */
  addPerson(person: Resident): Resident {
    this.people.set(person.id, person);
    this.changes.changed();
    return person;
  }

  addChannel(seed: {
    id: string;
    name: string;
    topic?: string;
    kind: Channel['kind'];
    members: string[];
    person?: string;
  }): Channel {
    const { members, topic = '', ...rest } = seed;
    const channel: Channel = {
      ...rest,
      topic,
      members: new Set(members),
      archived: false,
      extShared: false,
      pendingExtShared: false,
      created: Math.floor(this.clock.now().epochMilliseconds / 1000),
      messages: [],
      ephemerals: [],
    };
    this.channels.set(channel.id, channel);
    return channel;
  }

  /** By handle (`alice`), name or id; throws for a stranger to the sandbox, which is a mistake of the test. */
  person(who: string): Resident {
    const found = this.people.get(who) ?? [...this.people.values()].find(({ handle }) => handle === who.toLowerCase());
    if (found === undefined) throw new Error(`nobody called ${who} lives in the sandbox`);
    return found;
  }

  /** By name, `#name` or id; throws when there is none. */
  channel(which: string): Channel {
    const found = this.channels.get(which) ?? [...this.channels.values()].find(({ name }) => name === which.replace(/^#/, ''));
    if (found === undefined) throw new Error(`there is no channel ${which} in the sandbox`);
    return found;
  }

  /** By id or handle (`dba-leads`); throws when there is none. */
  group(which: string): UserGroup {
    const found = this.groups.get(which) ?? [...this.groups.values()].find(({ handle }) => handle === which.replace(/^@/, ''));
    if (found === undefined) throw new Error(`there is no user group ${which} in the sandbox`);
    return found;
  }

  directChannelOf(userId: string): Channel {
    const known = [...this.channels.values()].find(({ person }) => person === userId);
    if (known !== undefined) return known;
    const id = `D0${userId.slice(1)}`;
    return this.addChannel({ id, name: 'directmessage', kind: 'direct', members: [userId, this.botUserId], person: userId });
  }

  /** Slack's message time: microseconds of the sandbox's clock, never twice the same. */
  nextTs(): string {
    const now = this.clock.now().epochNanoseconds / 1000n;
    this.#lastTs = now > this.#lastTs ? now : this.#lastTs + 1n;
    return `${this.#lastTs / 1_000_000n}.${String(this.#lastTs % 1_000_000n).padStart(6, '0')}`;
  }

  post(channel: Channel, message: { user: string; byBot: boolean; text: string; blocks?: Block[]; threadTs?: string }): Message {
    const posted = { ...message, blocks: message.blocks ?? [], ts: this.nextTs(), channel: channel.id };
    channel.messages.push(posted);
    this.changes.changed();
    return posted;
  }

  postEphemeral(channel: Channel, onlyFor: string, message: { text: string; blocks?: Block[] }): Message {
    const blocks = message.blocks ?? [];
    const posted = {
      text: message.text,
      blocks,
      ts: this.nextTs(),
      channel: channel.id,
      user: this.botUserId,
      byBot: true,
      onlyFor,
    };
    channel.ephemerals.push(posted);
    this.changes.changed();
    return posted;
  }

  /** Takes a message or an ephemeral one away. */
  remove(message: Message): void {
    const channel = this.channel(message.channel);
    channel.messages = channel.messages.filter((one) => one !== message);
    channel.ephemerals = channel.ephemerals.filter((one) => one !== message);
    this.changes.changed();
  }

  /** What Slack itself tells this person, such as that a command failed; `undefined` takes it away. */
  notify(userId: string, text: string | undefined): void {
    if (text === undefined) this.#notices.delete(userId);
    else this.#notices.set(userId, { text, at: this.clock.now() });
    this.changes.changed();
  }

  noticeTo(userId: string): string | undefined {
    return this.#notices.get(userId)?.text;
  }

  /** The same, until it is eight seconds old: whoever looks later missed it. */
  freshNoticeTo(userId: string): string | undefined {
    const notice = this.#notices.get(userId);
    if (notice === undefined) return undefined;
    return this.clock.now().since(notice.at).total('seconds') < noticeSeconds ? notice.text : undefined;
  }

  markRead(userId: string, channel: Channel): void {
    this.#read.set(`${userId} ${channel.id}`, this.nextTs());
    this.changes.changed();
  }

  unread(userId: string, channel: Channel): number {
    const since = this.#read.get(`${userId} ${channel.id}`) ?? '';
    return visibleTo(userId, channel).filter(({ ts, user }) => ts > since && user !== userId).length;
  }
}

/** Everything this person sees in the channel, oldest first, ephemerals among the rest. */
export function visibleTo(userId: string, channel: Channel): Message[] {
  const ephemerals = channel.ephemerals.filter(({ onlyFor }) => onlyFor === userId);
  return [...channel.messages, ...ephemerals].sort((a, b) => (a.ts < b.ts ? -1 : 1));
}
