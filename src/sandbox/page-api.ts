/** What the sandbox's page and its server say to each other; JSON over HTTP under `/sandbox/`. Times are ISO instants of the sandbox's clock. */

/** A Block Kit block as Slack would draw it; the server has already checked it. */
export type Block = { type: string; block_id?: string; [key: string]: unknown };

/** A person of the sandbox's workspace whom the page can be used as. */
export interface PersonOfPage {
  id: string;
  name: string;
  /** What they are here for: `on call`, `owner`, `off call`, `guest`, `deactivated`, `connected workspace`. */
  part: string;
  canAct: boolean;
  /** Whether the bot's commands are there for them. */
  hasCommands: boolean;
  standing: Standing;
  timezone: string;
}

/** What Slack holds a person for; those of another workspace can't be changed. */
export type Standing = 'member' | 'guest' | 'deactivated' | 'elsewhere';

/** Slack's `view.state.values`. */
export type InputsOfPage = Record<string, Record<string, Record<string, unknown>>>;

/** A conversation the viewer can see. */
export interface ConversationOfPage {
  id: string;
  name: string;
  kind: 'channel' | 'private' | 'shared' | 'direct';
  topic: string;
  archived: boolean;
  unread: number;
  messages: MessageOfPage[];
}

/** A message, or an ephemeral one that only the viewer sees. */
export interface MessageOfPage {
  id: string;
  channel: string;
  /** The message that it answers in a thread. */
  thread?: string;
  from: { id: string; name: string; bot: boolean };
  at: string;
  edited: boolean;
  ephemeral: boolean;
  text: string;
  blocks: Block[];
}

/** The viewer's topmost open window. */
export interface WindowOfPage {
  viewId: string;
  title: string;
  submit?: string;
  close?: string;
  blocks: Block[];
  /** What its inputs hold, as far as the sandbox was told. */
  inputs: InputsOfPage;
  /** What a submission was answered with, by block id; absent when nothing is wrong. */
  errors?: Record<string, string>;
  /** How many windows lie below this one. */
  below: number;
}

/** The home tab as it was last published for the viewer. */
export interface HomeOfPage {
  viewId: string;
  blocks: Block[];
  inputs: InputsOfPage;
}

/** Everything that one viewer sees, and the world's levers. */
export interface PageState {
  revision: number;
  viewer: PersonOfPage;
  people: PersonOfPage[];
  conversations: ConversationOfPage[];
  window?: WindowOfPage;
  home?: HomeOfPage;
  /** The app's global shortcuts, where the viewer has them. */
  shortcuts: { callbackId: string; name: string }[];
  /** A short note Slack itself would show, such as "/unlock failed with the error dispatch_failed"; gone when dismissed or eight seconds old. */
  slackNotice?: string;
  world: WorldOfPage;
}

export interface WorldOfPage {
  now: string;
  /** What was said before is history, and none of the visitor's doing. */
  visitBegan?: string;
  clockOffsetSeconds: number;
  botReachable: boolean;
  pagerDuty: PagerDutyMode;
  schedules: {
    id: string;
    name: string;
    onCall?: { userId: string; name: string; until?: string };
    /** Whose shift it is, whoever stands in for them. */
    holder?: string;
    candidates: { userId: string; name: string }[];
  }[];
  /** Those that are open, or were resolved during the visit. */
  incidents: {
    id: string;
    number: number;
    title: string;
    service: string;
    status: 'triggered' | 'acknowledged' | 'resolved';
    openedAt: string;
  }[];
  services: { id: string; name: string }[];
  groups: { id: string; handle: string; users: string[] }[];
  groupLookUp: GroupLookUp;
}

/** How Slack answers who is in a user group: truly, as on a plan without groups, or by refusing so many questions. */
export type GroupLookUp = 'up' | 'no-plan' | 'rate-limited';

/** What people make of a channel: another workspace comes in or goes, or nobody can write there any more. */
export type ChannelChange = 'shared' | 'unshared' | 'archived' | 'unarchived';

export type PagerDutyMode = 'up' | 'hanging' | 'error-502' | 'rate-limited' | 'nonsense';

/**
 * The calls. All answer 200 with `{ ok: true }` or 4xx with `{ ok: false, error: string }`.
 *
 * GET  /sandbox/state?as=U…      -> PageState
 * GET  /sandbox/events?as=U…     -> server-sent events; each `data:` is the new revision number
 * POST /sandbox/<verb>           -> body is the matching type below
 */
export interface PageCalls {
  command: { as: string; channel: string; text: string };
  say: { as: string; channel: string; text: string };
  /** `in` names the message (or ephemeral) or the window clicked in; `selected` carries a select's or an input's new value as Slack's action object would, `inputs` what the window's inputs hold. */
  click: {
    as: string;
    in: { message: string; channel: string } | { view: string };
    blockId: string;
    actionId: string;
    selected?: Record<string, unknown>;
    inputs?: InputsOfPage;
  };
  submit: { as: string; view: string; state: InputsOfPage };
  close: { as: string; view: string };
  read: { as: string; channel: string };
  /** Opens the app's home, at one of its two tabs. */
  home: { as: string; tab: 'home' | 'messages' };
  shortcut: { as: string; callbackId: string };
  /** Takes away Slack's note to this person. */
  dismiss: { as: string };
  /** Moves the world's clock forward by an ISO 8601 duration such as `PT5M`. */
  clock: { advance: string };
  /** Puts this person on call on the schedule from now until `until` (default: eight hours on). */
  shift: { schedule: string; user: string; until?: string };
  /** Without `by`, a monitor opens it; `triggered` opens a resolved one again. */
  incident:
    | { open: { title: string; service: string; by?: string } }
    | { id: string; status: 'triggered' | 'acknowledged' | 'resolved' };
  channel: { channel: string; become: ChannelChange };
  pagerduty: { mode: PagerDutyMode };
  /** Changes what Slack holds a person for, and tells the bot. */
  person: { user: string; standing: Exclude<Standing, 'elsewhere'> };
  group: { group: string; users: string[] };
  groups: { lookup: GroupLookUp };
}
