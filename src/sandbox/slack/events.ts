import { randomBytes } from 'node:crypto';
import type { Resident } from '../people.ts';
import type { Answer, Crafted, Deliveries } from './deliveries.ts';
import type { SlackState } from './method.ts';
import { userObject } from './methods/users.ts';
import { viewObject } from './view.ts';
import type { Views } from './views.ts';
import type { Workspace } from './workspace.ts';

const retryAfterMinutes = [0, 1, 5];

/** Sends events; one that isn't answered with 2xx comes again at once, after a minute and after five, by the sandbox's clock. */
export class Events {
  readonly #workspace: Workspace;
  readonly #views: Views;
  readonly #deliveries: Deliveries;

  constructor({ workspace, views }: Pick<SlackState, 'workspace' | 'views'>, deliveries: Deliveries) {
    this.#workspace = workspace;
    this.#views = views;
    this.#deliveries = deliveries;
  }

  /** Resolves with the answer to the first try. */
  send(event: Record<string, unknown>, crafted: Crafted = {}): Promise<Answer> {
    const { teamId, appId, botUserId } = this.#workspace;
    const body = {
      token: 'sandbox-verification-token',
      team_id: teamId,
      context_team_id: teamId,
      api_app_id: appId,
      event: { event_ts: this.#workspace.nextTs(), ...event },
      type: 'event_callback',
      event_id: `Ev0${randomBytes(5).toString('hex').toUpperCase()}`,
      event_time: Math.floor(this.#workspace.clock.now().epochMilliseconds / 1000),
      authorizations: [{ enterprise_id: null, team_id: teamId, user_id: botUserId, is_bot: true, is_enterprise_install: false }],
      is_ext_shared_channel: false,
    };
    crafted.edit?.(body);
    const { edit: _, ...rest } = crafted;
    return this.#try(body, rest, 0);
  }

  verifyUrl(challenge: string): Promise<Answer> {
    return this.#deliveries.json({ token: 'sandbox-verification-token', challenge, type: 'url_verification' });
  }

  /** Somebody entered the app's home; a home tab that was published before comes along. */
  homeOpened(user: Resident, tab: 'home' | 'messages' = 'home', crafted?: Crafted): Promise<Answer> {
    const channel = this.#workspace.directChannelOf(user.id);
    const published = tab === 'home' ? this.#views.homeOf(user.id) : undefined;
    const view = published === undefined ? {} : { view: viewObject(published, this.#workspace) };
    return this.send({ type: 'app_home_opened', user: user.id, channel: channel.id, tab, ...view }, crafted);
  }

  userChanged(user: Resident, crafted?: Crafted): Promise<Answer> {
    return this.send({ type: 'user_change', user: userObject(user, this.#workspace), cache_ts: 0 }, crafted);
  }

  memberJoined(user: string, channel: string): Promise<Answer> {
    return this.send({ type: 'member_joined_channel', user, channel, channel_type: 'C', team: this.#workspace.teamId });
  }

  async #try(body: Record<string, unknown>, crafted: Crafted, retry: number, reason?: string): Promise<Answer> {
    const headers = retry === 0 ? {} : { 'x-slack-retry-num': String(retry), 'x-slack-retry-reason': reason ?? 'http_error' };
    const answer = await this.#deliveries.json(body, { ...crafted, headers: { ...headers, ...crafted.headers } });
    const wait = retryAfterMinutes[retry];
    const accepted = answer.status >= 200 && answer.status < 300;
    if (accepted || wait === undefined || answer.headers['x-slack-no-retry'] === '1') return answer;
    const next = this.#workspace.clock.now().add({ minutes: wait });
    const why =
      answer.problem === 'timeout' ? 'http_timeout' : answer.problem === 'connection' ? 'connection_failed' : 'http_error';
    this.#workspace.clock.at(next, async () => void (await this.#try(body, crafted, retry + 1, why)));
    return answer;
  }
}
