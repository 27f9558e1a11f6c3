import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Changes } from '../changes.ts';
import type { SandboxClock } from '../clock.ts';
import { Faults, type Hold } from '../faults.ts';
import type { GroupLookUp } from '../page-api.ts';
import type { Resident } from '../people.ts';
import { ChannelLevers } from './channel-levers.ts';
import { type Crafted, Deliveries } from './deliveries.ts';
import { Events } from './events.ts';
import { answerHook } from './hooks.ts';
import { Interactions } from './interactions.ts';
import { RateLimits } from './rate-limits.ts';
import { ResponseUrls } from './response-urls.ts';
import { Sockets } from './sockets.ts';
import { Triggers } from './triggers.ts';
import { Views } from './views.ts';
import { answerWebApi, type Call, type SlackFault, type WebApi } from './web-api.ts';
import { Workspace } from './workspace.ts';

interface Options {
  clock: SandboxClock;
  token: string;
  appToken: string;
  signingSecret: string;
  hooksUrl: () => string;
  socketsUrl: () => string;
}

const groupFaults = { 'no-plan': 'plan_upgrade_required', 'rate-limited': 'ratelimited' } as const;

/** The local Slack: its state, its Web API, what it delivers, and the levers of tests. */
export class SandboxSlack {
  readonly workspace: Workspace;
  readonly views: Views;
  readonly triggers = new Triggers();
  readonly responseUrls: ResponseUrls;
  readonly rateLimits: RateLimits;
  readonly sockets: Sockets;
  readonly deliver: Deliveries;
  readonly interactions: Interactions;
  readonly events: Events;
  readonly channels: ChannelLevers;
  /** Every Web API call, and every use of a `response_url` as a call of that name. */
  readonly calls: Call[] = [];
  readonly #faults = new Faults<SlackFault>();
  readonly #api: WebApi;
  #groupLookUp: GroupLookUp = 'up';
  #healGroups = (): void => {};

  constructor({ clock, token, appToken, signingSecret, hooksUrl, socketsUrl }: Options) {
    this.workspace = new Workspace(clock);
    this.views = new Views(this.workspace);
    this.responseUrls = new ResponseUrls(clock);
    this.rateLimits = new RateLimits(clock);
    this.sockets = new Sockets(this.changes, socketsUrl);
    this.deliver = new Deliveries(signingSecret, this.changes, this.sockets);
    this.interactions = new Interactions(this, this.deliver, hooksUrl);
    this.events = new Events(this, this.deliver);
    this.channels = new ChannelLevers(this.workspace, this.events);
    this.#api = {
      state: this,
      token,
      appToken,
      calls: this.calls,
      faults: this.#faults,
      limits: this.rateLimits,
      clockAhead: new Temporal.Duration(),
    };
  }

  get changes(): Changes {
    return this.workspace.changes;
  }

  answer(method: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    return answerWebApi(this.#api, method, request, response);
  }

  answerHook(token: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    return answerHook(this.#api, token, request, response);
  }

  /** Makes the next calls of `method` (`response_url` for the hooks), or only those `about` something, meet a fault, or fail with an error of that name. */
  failNext(method: string | RegExp, fault: SlackFault, times = 1, about?: RegExp): void {
    this.#faults.failNext(method, fault, times, about);
  }

  /** Makes every call of `method`, or only those `about` something, meet the fault, until the returned function is called or `heal`. */
  failAlways(method: string | RegExp, fault: SlackFault, about?: RegExp): () => void {
    return this.#faults.failAlways(method, fault, about);
  }

  /** Takes no message with a chart or a table, as a workspace does that hasn't got them yet; until the returned function is called or `heal`. */
  refuseFigures(): () => void {
    return this.failAlways(/^chat\.|^response_url$/, 'invalid_blocks', /"type":"(?:table|data_visualization)"/);
  }

  /** Stops the next call of `method` before or after it is performed, until released. */
  holdNext(method: string | RegExp, when: 'before' | 'after' = 'before'): Hold {
    return this.#faults.holdNext(method, when);
  }

  /** Takes back every fault that was not met yet. */
  heal(): void {
    this.#faults.heal();
    this.groupLookUp = 'up';
  }

  get groupLookUp(): GroupLookUp {
    return this.#groupLookUp;
  }

  /** How user groups are looked up from now on. */
  set groupLookUp(lookUp: GroupLookUp) {
    this.#healGroups();
    if (lookUp !== 'up') this.#healGroups = this.failAlways(/^usergroups\./, groupFaults[lookUp]);
    this.#groupLookUp = lookUp;
    this.changes.changed();
  }

  /** Refuses the token from now on (`token_revoked`, `account_inactive`), or takes it again. */
  refuseToken(code: string | undefined): void {
    this.#api.tokenRefusal = code;
  }

  /** Sets Slack's clock, as its answers' `Date` header tells it, apart from this machine's. */
  setClockAhead(by: Temporal.DurationLike): void {
    this.#api.clockAhead = Temporal.Duration.from(by);
  }

  callsTo(method: string): Call[] {
    return this.calls.filter((call) => call.method === method);
  }

  /** The first call to `method` that `matches`, once it was answered. */
  called(method: string, matches: (call: Call) => boolean = () => true): Promise<Call> {
    return this.changes.until(
      () => this.callsTo(method).find((call) => call.outcome !== 'pending' && matches(call)),
      () =>
        `no such call to ${method}; seen: ${this.calls.map((call) => `${call.method} (${call.outcome})`).join(', ') || 'none'}`,
    );
  }

  /** Every trigger handed out so far is from now on too old. */
  ageTriggers(): void {
    this.triggers.age();
  }

  /** Changes a person and tells the bot of it by `user_change`; `silently` leaves the event out. */
  async changePerson(
    who: string,
    change: Partial<Resident>,
    { silently = false, ...crafted }: Crafted & { silently?: boolean } = {},
  ): Promise<void> {
    const person = Object.assign(this.workspace.person(who), change);
    this.changes.changed();
    if (!silently) await this.events.userChanged(person, crafted);
  }

  /** Who is in the user group from now on; people by handle or id. */
  setGroup(which: string, people: string[]): void {
    this.workspace.group(which).users = people.map((who) => this.workspace.person(who).id);
    this.changes.changed();
  }

  close(): void {
    this.deliver.close();
    this.sockets.close();
  }
}
