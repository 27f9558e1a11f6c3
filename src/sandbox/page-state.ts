import type {
  ConversationOfPage,
  HomeOfPage,
  MessageOfPage,
  PageState,
  PersonOfPage,
  Standing,
  WindowOfPage,
  WorldOfPage,
} from './page-api.ts';
import type { Incident } from './pagerduty/incident.ts';
import type { SandboxPagerDuty } from './pagerduty/sandbox-pager-duty.ts';
import type { Schedule } from './pagerduty/schedule.ts';
import type { Resident } from './people.ts';
import type { Message } from './slack/message.ts';
import type { SandboxSlack } from './slack/sandbox-slack.ts';
import { type Channel, visibleTo } from './slack/workspace.ts';

/** What the page is made from. */
export interface PageSource {
  slack: SandboxSlack;
  pagerDuty: SandboxPagerDuty;
  botReachable: boolean;
}

/** Grows with every change of Slack or PagerDuty. */
export function revisionOf({ slack, pagerDuty }: PageSource): number {
  return slack.changes.revision + pagerDuty.state.changes.revision;
}

/** Everything this viewer sees now. */
export function pageState(source: PageSource, viewer: Resident): PageState {
  const { slack } = source;
  const people = [...slack.workspace.people.values()].filter(({ bot }) => !bot);
  const [window, home] = [windowOf(slack, viewer), homeOf(slack, viewer)];
  const slackNotice = slack.workspace.freshNoticeTo(viewer.id);
  return {
    revision: revisionOf(source),
    viewer: personOfPage(source, viewer),
    people: people.map((person) => personOfPage(source, person)),
    conversations: conversationsOf(slack, viewer),
    ...(window === undefined ? {} : { window }),
    ...(home === undefined ? {} : { home }),
    shortcuts: hasCommands(viewer) ? slack.workspace.shortcuts : [],
    ...(slackNotice === undefined ? {} : { slackNotice }),
    world: worldOf(source),
  };
}

/** The channels this person is in, and their conversation with the bot. */
export function channelsOf({ workspace }: SandboxSlack, person: Resident): Channel[] {
  if (!person.stranger && !person.deleted) workspace.directChannelOf(person.id);
  return [...workspace.channels.values()].filter(({ members }) => members.has(person.id));
}

function personOfPage({ pagerDuty, slack }: PageSource, person: Resident): PersonOfPage {
  const schedule = pagerDuty.state.schedules.values().next().value;
  const holder = schedule && pagerDuty.state.onCallNow(schedule, slack.workspace.clock.now())?.user;
  const holds = holder !== undefined && holder === person.pagerDutyId;
  return {
    id: person.id,
    name: person.name,
    part: partOf(person, holds),
    canAct: !person.deleted,
    hasCommands: hasCommands(person),
    standing: standingOf(person),
    timezone: person.timezone,
  };
}

/** Whether the bot is installed where this person signs in. */
export function hasCommands({ deleted, stranger }: Resident): boolean {
  return !deleted && !stranger;
}

function standingOf({ deleted, guest, stranger }: Resident): Standing {
  if (stranger) return 'elsewhere';
  if (deleted) return 'deactivated';
  return guest ? 'guest' : 'member';
}

function partOf({ part: first, deleted, guest }: Resident, holds: boolean): string {
  if (deleted) return 'deactivated';
  if (guest) return 'guest';
  // Dave and Erin begin as a guest and as nobody; made members, they are colleagues.
  const part = first === 'guest' || first === 'deactivated' ? 'colleague' : first;
  if (part === 'on call' || part === 'off call') return holds ? 'on call' : 'off call';
  return holds ? `${part}, on call` : part;
}

function conversationsOf(slack: SandboxSlack, viewer: Resident): ConversationOfPage[] {
  return inOrder(channelsOf(slack, viewer)).map((channel) => ({
    id: channel.id,
    name: channel.kind === 'direct' ? 'Nightlatch' : channel.name,
    kind: channel.extShared ? 'shared' : channel.kind === 'public' ? 'channel' : channel.kind,
    topic: channel.topic,
    archived: channel.archived,
    unread: slack.workspace.unread(viewer.id, channel),
    messages: visibleTo(viewer.id, channel).map((message) => messageOfPage(slack, message)),
  }));
}

// Those of incidents first, for whose sake one is here.
function inOrder(channels: Channel[]): Channel[] {
  const isOfIncident = ({ name }: Channel) => Number(name.startsWith('inc-'));
  return channels.toSorted((a, b) => isOfIncident(b) - isOfIncident(a));
}

function messageOfPage({ workspace }: SandboxSlack, message: Message): MessageOfPage {
  const from = workspace.people.get(message.user);
  return {
    id: message.ts,
    channel: message.channel,
    ...(message.threadTs === undefined ? {} : { thread: message.threadTs }),
    from: { id: message.user, name: from?.name ?? message.user, bot: message.byBot },
    at: instantOf(message.ts).toString(),
    edited: message.editedTs !== undefined,
    ephemeral: message.onlyFor !== undefined,
    text: message.text,
    blocks: message.blocks,
  };
}

function instantOf(ts: string): Temporal.Instant {
  return Temporal.Instant.fromEpochMilliseconds(Math.floor(Number(ts) * 1000));
}

function windowOf(slack: SandboxSlack, viewer: Resident): WindowOfPage | undefined {
  const view = slack.views.topOf(viewer.id);
  if (view === undefined) return undefined;
  return {
    viewId: view.id,
    title: view.title?.text ?? '',
    ...(view.submit === undefined ? {} : { submit: view.submit.text }),
    ...(view.close === undefined ? {} : { close: view.close.text }),
    blocks: view.blocks,
    inputs: view.state,
    ...(Object.keys(view.errors).length === 0 ? {} : { errors: view.errors }),
    below: slack.views.stackOf(viewer.id).length - 1,
  };
}

function homeOf({ views }: SandboxSlack, viewer: Resident): HomeOfPage | undefined {
  const view = views.homeOf(viewer.id);
  return view === undefined ? undefined : { viewId: view.id, blocks: view.blocks, inputs: view.state };
}

function worldOf(source: PageSource): WorldOfPage {
  const { slack, pagerDuty, botReachable } = source;
  const { clock } = slack.workspace;
  return {
    now: clock.now().toString({ smallestUnit: 'millisecond' }),
    ...(slack.workspace.visitBegan && { visitBegan: slack.workspace.visitBegan.toString() }),
    clockOffsetSeconds: Math.round(clock.offset().total({ unit: 'seconds' })),
    botReachable,
    pagerDuty: pagerDuty.mode,
    schedules: [...pagerDuty.state.schedules.values()].map((schedule) => scheduleOfPage(source, schedule)),
    incidents: incidentsOfPage(source),
    services: [...pagerDuty.state.services.values()].map(({ id, name }) => ({ id, name })),
    groups: [...slack.workspace.groups.values()].map(({ id, handle, users }) => ({ id, handle, users })),
    groupLookUp: slack.groupLookUp,
  };
}

/** The page knows people by their Slack ids, where they have one. */
function scheduleOfPage({ slack, pagerDuty }: PageSource, schedule: Schedule): WorldOfPage['schedules'][number] {
  const people = [...slack.workspace.people.values()];
  const named = ({ id, name }: { id: string; name: string }) => ({
    userId: people.find((one) => one.pagerDutyId === id)?.id ?? id,
    name,
  });
  const candidates = [...pagerDuty.state.users.values()].filter(({ invitationSent }) => !invitationSent).map(named);
  const now = slack.workspace.clock.now();
  const cover = pagerDuty.state.coverNow(schedule, now);
  const holder = pagerDuty.state.users.get(pagerDuty.state.onCallNow({ ...schedule, overrides: [] }, now)?.user ?? '');
  const user = cover && pagerDuty.state.users.get(cover.user);
  const onCall = cover && user ? { onCall: { ...named(user), until: cover.end.toString() } } : {};
  return { id: schedule.id, name: schedule.name, candidates, ...onCall, ...(holder && { holder: named(holder).userId }) };
}

// What was over before the visitor came is history, and none of the world that they meet.
function incidentsOfPage({ slack: { workspace }, pagerDuty }: PageSource): WorldOfPage['incidents'] {
  const { visitBegan } = workspace;
  return [...pagerDuty.state.incidents.values()]
    .filter(
      ({ status, changedAt }) => status !== 'resolved' || !visitBegan || Temporal.Instant.compare(changedAt, visitBegan) >= 0,
    )
    .toSorted((a, b) => b.number - a.number)
    .map((incident) => incidentOfPage(pagerDuty, incident));
}

function incidentOfPage(
  { state }: SandboxPagerDuty,
  { id, number, title, service, status, openedAt }: Incident,
): WorldOfPage['incidents'][number] {
  return { id, number, title, status, service: state.services.get(service)?.name ?? service, openedAt: openedAt.toString() };
}
