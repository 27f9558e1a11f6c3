import type { PageCalls, PagerDutyMode } from './page-api.ts';
import { channelsOf, hasCommands, type PageSource } from './page-state.ts';
import type { Resident } from './people.ts';
import { escapeTyped } from './slack/escape-typed.ts';
import type { Message } from './slack/message.ts';
import type { View } from './slack/view.ts';
import { type Channel, visibleTo } from './slack/workspace.ts';

/** Why the page's wish isn't done, in words for the person at the page. */
export class PageRefusal extends Error {}

type Verbs = { [Verb in keyof PageCalls]: (source: PageSource, body: PageCalls[Verb]) => Promise<unknown> | unknown };

const registered = ['/unlock', '/grants', '/nightlatch'];
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
  const place = channelFor(source, person, channel);
  const name = text.split(' ')[0] ?? '';
  if (!hasCommands(person)) throw new PageRefusal(`${person.name} is of another workspace, where ${name} isn't installed.`);
  if (registered.includes(name)) return source.slack.interactions.command(person, place.id, asSent(source, text));
  return source.slack.workspace.notify(person.id, `${name} is not a valid command.`);
}

function asSent({ slack }: PageSource, typed: string): string {
  return escapeTyped(typed, slack.workspace.people.values());
}

function click(source: PageSource, { as, in: where, blockId, actionId, selected }: PageCalls['click']): Promise<unknown> {
  const person = actor(source, as);
  const clicked = { blockId, actionId, ...(selected === undefined ? {} : { selected }) };
  const { interactions } = source.slack;
  if ('view' in where) return interactions.clickInView(person, viewFor(source, person, where.view), clicked);
  return interactions.clickInMessage(person, messageFor(source, person, where), clicked);
}

function incident(source: PageSource, asked: PageCalls['incident']): void {
  const { pagerDuty } = source;
  if ('open' in asked) {
    const { title, service, by } = asked.open;
    if (!pagerDuty.state.services.has(service)) throw new PageRefusal('There is no such service.');
    pagerDuty.openIncident(title, service, by === undefined ? undefined : pagerDutyId(source, by));
    return;
  }
  const found = pagerDuty.state.incidents.get(asked.id);
  if (found === undefined) throw new PageRefusal('There is no such incident.');
  if (found.status === 'resolved') throw new PageRefusal('That incident is resolved already.');
  pagerDuty.setIncident(asked.id, asked.status);
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

/** What the page can do; each throws PageRefusal. */
export const pageVerbs: Verbs = {
  command,
  click,
  incident,
  say(source, { as, channel, text }) {
    const person = actor(source, as);
    source.slack.workspace.post(channelFor(source, person, channel), {
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
