import { makeIncidentChannel } from './incident-channel.ts';
import type { ChannelChange, GroupLookUp, PageCalls, PagerDutyMode } from './page-api.ts';
import { channelsOf, hasCommands, type PageSource } from './page-state.ts';
import type { Resident } from './people.ts';
import type { ChannelLevers } from './slack/channel-levers.ts';
import { escapeTyped } from './slack/escape-typed.ts';
import { NothingToClick } from './slack/interactions.ts';
import type { Message } from './slack/message.ts';
import type { View } from './slack/view.ts';
import { type Channel, visibleTo } from './slack/workspace.ts';

/** Why the page's wish isn't done, in words for the person at the page. */
export class PageRefusal extends Error {}

type Verbs = { [Verb in keyof PageCalls]: (source: PageSource, body: PageCalls[Verb]) => Promise<unknown> | unknown };

const registered = ['/unlock', '/grants', '/nightlatch'];
const lookUps: GroupLookUp[] = ['up', 'no-plan', 'rate-limited'];
const modes: PagerDutyMode[] = ['up', 'hanging', 'error-502', 'rate-limited', 'nonsense'];

function actor({ slack }: PageSource, as: string): Resident {
  const person = slack.workspace.people.get(as);
  if (person === undefined || person.bot) throw new PageRefusal('There is no such person here.');
  if (person.deleted) throw new PageRefusal(`${person.name} is deactivated and can't sign in.`);
  return person;
}

function channelFor({ slack }: PageSource, person: Resident, id: string): Channel {
  const channel = channelsOf(slack, person).find((one) => one.id === id);
  if (channel === undefined) throw new PageRefusal(`${person.name} isn't in that channel.`);
  return channel;
}

function channelToWriteIn(source: PageSource, person: Resident, id: string): Channel {
  const channel = channelFor(source, person, id);
  if (channel.archived) throw new PageRefusal(`#${channel.name} is archived.`);
  return channel;
}

function messageFor(source: PageSource, person: Resident, where: { message: string; channel: string }): Message {
  const message = visibleTo(person.id, channelFor(source, person, where.channel)).find(({ ts }) => ts === where.message);
  if (message === undefined) throw new PageRefusal('That message is gone.');
  return message;
}

function viewFor({ slack }: PageSource, person: Resident, id: string): View {
  const view = slack.views.byId(id);
  if (view === undefined || !view.open || view.user !== person.id) throw new PageRefusal('That window is closed.');
  return view;
}

function pagerDutyId({ slack, pagerDuty }: PageSource, user: string): string {
  const id = slack.workspace.people.get(user)?.pagerDutyId ?? user;
  if (!pagerDuty.state.users.has(id))
    throw new PageRefusal(`${slack.workspace.people.get(user)?.name ?? user} has no PagerDuty account.`);
  return id;
}

function readInstant(text: string): Temporal.Instant {
  try {
    return Temporal.Instant.from(text);
  } catch {
    throw new PageRefusal(`${text} is not a time.`);
  }
}

function command(source: PageSource, { as, channel, text }: PageCalls['command']): Promise<unknown> | unknown {
  const person = actor(source, as);
  const place = channelToWriteIn(source, person, channel);
  const name = text.split(' ')[0] ?? '';
  if (!hasCommands(person)) throw new PageRefusal(`${person.name} is of another workspace, where ${name} isn't installed.`);
  if (registered.includes(name)) return source.slack.interactions.command(person, place.id, asSent(source, text));
  return source.slack.workspace.notify(person.id, `${name} is not a valid command.`);
}

function asSent({ slack }: PageSource, typed: string): string {
  return escapeTyped(typed, slack.workspace.people.values());
}

async function click(source: PageSource, call: PageCalls['click']): Promise<unknown> {
  try {
    return await clickIn(source, call);
  } catch (cause) {
    // Redrawn between the look and the hand.
    if (cause instanceof NothingToClick) throw new PageRefusal('That has just changed. Look again.', { cause });
    throw cause;
  }
}

function clickIn(
  source: PageSource,
  { as, in: where, blockId, actionId, selected, inputs }: PageCalls['click'],
): Promise<unknown> {
  const person = actor(source, as);
  const clicked = { blockId, actionId, ...(selected === undefined ? {} : { selected }) };
  const { interactions } = source.slack;
  if ('view' in where) {
    const view = viewFor(source, person, where.view);
    if (inputs !== undefined) interactions.hold(view, inputs);
    return interactions.clickInView(person, view, clicked);
  }
  return interactions.clickInMessage(person, messageFor(source, person, where), clicked);
}

async function incident(source: PageSource, asked: PageCalls['incident']): Promise<void> {
  const { pagerDuty } = source;
  if ('open' in asked) {
    const { title, service, by } = asked.open;
    if (!pagerDuty.state.services.has(service)) throw new PageRefusal('There is no such service.');
    const opened = pagerDuty.openIncident(title, service, by === undefined ? undefined : pagerDutyId(source, by));
    await makeIncidentChannel(source.slack, opened);
    return;
  }
  const found = pagerDuty.state.incidents.get(asked.id);
  if (found === undefined) throw new PageRefusal('There is no such incident.');
  const isOver = found.status === 'resolved';
  if (isOver && asked.status !== 'triggered') throw new PageRefusal('That incident is resolved already.');
  if (!isOver && asked.status === 'triggered') throw new PageRefusal('That incident is open.');
  pagerDuty.setIncident(asked.id, asked.status);
}

const channelChanges: Record<ChannelChange, (levers: ChannelLevers, channel: string) => Promise<void>> = {
  shared: (levers, channel) => levers.share(channel),
  unshared: (levers, channel) => levers.unshare(channel),
  archived: (levers, channel) => levers.archive(channel),
  unarchived: (levers, channel) => levers.archive(channel, false),
};

function changeChannel({ slack }: PageSource, { channel, become }: PageCalls['channel']): Promise<void> {
  if (slack.workspace.channels.get(channel)?.kind !== 'public') throw new PageRefusal('There is no such channel.');
  if (!Object.hasOwn(channelChanges, become)) throw new PageRefusal('A channel has no such state.');
  return channelChanges[become](slack.channels, channel);
}

async function advance({ slack }: PageSource, by: string): Promise<void> {
  const duration = readDuration(by);
  try {
    await slack.workspace.clock.advance(duration);
  } catch (cause) {
    throw new PageRefusal("The clock moved, but the database didn't follow.", { cause });
  }
}

function readDuration(text: string): Temporal.Duration {
  try {
    const duration = Temporal.Duration.from(text);
    if (duration.sign >= 0) return duration;
  } catch {
    throw new PageRefusal(`${text} is not a time to move forward by.`);
  }
  throw new PageRefusal('The clock only moves forward.');
}

/** Those who can have the app's home and its shortcuts. */
function appUser(source: PageSource, as: string): Resident {
  const person = actor(source, as);
  if (!hasCommands(person)) throw new PageRefusal(`${person.name} is of another workspace, where the app isn't installed.`);
  return person;
}

function startShortcut(source: PageSource, { as, callbackId }: PageCalls['shortcut']): Promise<unknown> {
  const { workspace, interactions } = source.slack;
  if (workspace.shortcuts.every((one) => one.callbackId !== callbackId)) throw new PageRefusal('There is no such shortcut.');
  return interactions.shortcut(appUser(source, as), callbackId);
}

const standings = {
  member: { deleted: false, guest: false },
  guest: { deleted: false, guest: true },
  deactivated: { deleted: true, guest: false },
};

function changeStanding({ slack }: PageSource, { user, standing }: PageCalls['person']): Promise<unknown> {
  const person = slack.workspace.people.get(user);
  if (person === undefined || person.bot || person.stranger) throw new PageRefusal('Nobody here can change that person.');
  if (!Object.hasOwn(standings, standing)) throw new PageRefusal('Slack holds nobody for that.');
  return slack.changePerson(user, standings[standing]);
}

function changeGroup({ slack }: PageSource, { group, users }: PageCalls['group']): void {
  const { groups, people } = slack.workspace;
  if (!groups.has(group)) throw new PageRefusal('There is no such user group.');
  if (!Array.isArray(users) || users.some((user) => !people.has(user))) throw new PageRefusal('Not all of them live here.');
  slack.setGroup(group, users);
}

/** What the page can do; each throws PageRefusal. */
export const pageVerbs: Verbs = {
  command,
  click,
  incident,
  channel: changeChannel,
  say(source, { as, channel, text }) {
    const person = actor(source, as);
    source.slack.workspace.post(channelToWriteIn(source, person, channel), {
      user: person.id,
      byBot: false,
      text: asSent(source, text),
    });
  },
  submit(source, { as, view, state }) {
    const person = actor(source, as);
    return source.slack.interactions.submit(person, viewFor(source, person, view), state);
  },
  close(source, { as, view }) {
    const person = actor(source, as);
    return source.slack.interactions.close(person, viewFor(source, person, view));
  },
  read(source, { as, channel }) {
    const person = actor(source, as);
    source.slack.workspace.markRead(person.id, channelFor(source, person, channel));
  },
  home: (source, { as, tab }) => source.slack.events.homeOpened(appUser(source, as), tab === 'home' ? 'home' : 'messages'),
  shortcut: startShortcut,
  person: changeStanding,
  group: changeGroup,
  groups({ slack }, { lookup }) {
    if (!lookUps.includes(lookup)) throw new PageRefusal('User groups have no such fault.');
    slack.groupLookUp = lookup;
  },
  dismiss({ slack }, { as }) {
    slack.workspace.notify(as, undefined);
  },
  clock: (source, { advance: by }) => advance(source, by),
  shift(source, { schedule, user, until }) {
    const { state } = source.pagerDuty;
    if (!state.schedules.has(schedule)) throw new PageRefusal('There is no such schedule.');
    source.pagerDuty.putOnCall(schedule, pagerDutyId(source, user), until === undefined ? undefined : readInstant(until));
  },
  pagerduty({ pagerDuty }, { mode }) {
    if (!modes.includes(mode)) throw new PageRefusal('PagerDuty has no such mode.');
    pagerDuty.mode = mode;
  },
};
