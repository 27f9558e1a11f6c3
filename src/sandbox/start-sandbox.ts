import type { IncomingMessage, ServerResponse } from 'node:http';
import { BotWatch } from './bot-watch.ts';
import { SandboxClock } from './clock.ts';
import { keepDatabaseClock } from './database-clock.ts';
import { ChannelDriver } from './driver/channel-driver.ts';
import { PersonDriver } from './driver/person-driver.ts';
import { type Listening, listen } from './listen.ts';
import { servePage } from './page-server.ts';
import { SandboxPagerDuty } from './pagerduty/sandbox-pager-duty.ts';
import { appId, teamId } from './people.ts';
import { seedTalk } from './seed-talk.ts';
import { SandboxSlack } from './slack/sandbox-slack.ts';

export interface SandboxOptions {
  /** Where the vendors listen; a free port unless told. */
  port?: number;
  /** The bot's address, which may be told later by `pointAt`. */
  botUrl?: string;
  signingSecret?: string;
  botToken?: string;
  appToken?: string;
  /** How Slack delivers, as the app's settings say: requests to the bot's address (unless told), or over sockets that the bot opens. */
  delivers?: 'by request' | 'over sockets';
  pagerDutyToken?: string;
  /** Whether PagerDuty tells the bot of incidents, too. */
  webhooks?: boolean;
  clock?: SandboxClock;
  /** The page's port (0 for a free one); without it there is no page, which tests do without. */
  pagePort?: number;
}

/** A workspace and a PagerDuty of their own; several may run in one process. */
export interface Sandbox {
  url: string;
  /** The page's own origin, when it is served. */
  pageUrl: string | undefined;
  slackApiUrl: string;
  hooksUrl: string;
  pagerDutyUrl: string;
  signingSecret: string;
  botToken: string;
  appToken: string;
  pagerDutyToken: string;
  webhookSecret: string;
  teamId: string;
  appId: string;
  clock: SandboxClock;
  slack: SandboxSlack;
  pagerDuty: SandboxPagerDuty;
  /** The person with that handle or id, to act as. */
  as(who: string): PersonDriver;
  channel(which: string): ChannelDriver;
  /** Changes a person in Slack and, unless `silently`, tells the bot by `user_change`. */
  changePerson: SandboxSlack['changePerson'];
  /** Who is in a user group (`S0LEADS` or `dba-leads`) from now on. */
  setGroup: SandboxSlack['setGroup'];
  pointAt(botUrl: string): void;
  /** Makes the database's clock follow; `ownerUrl` is its owner's. Resolves once the database is up, migrated and on time. */
  keepDatabaseClock(ownerUrl: string): Promise<void>;
  close(): Promise<void>;
}

const WEBHOOK_SECRET = 'sandbox-webhook-secret';

type Vendors = Pick<Sandbox, 'slack' | 'pagerDuty'>;

/** Starts the outside world on loopback and resolves when it answers. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { signingSecret = 'sandbox-signing-secret', botToken = 'xoxb-sandbox', clock = new SandboxClock() } = options;
  const { pagerDutyToken = 'sandbox-pagerduty-token', appToken = 'xapp-sandbox' } = options;
  let url = '';
  const hooksUrl = () => `${url}/slack-hooks/`;
  const socketsUrl = () => `${url}/slack-sockets/`;
  const slack = new SandboxSlack({ clock, token: botToken, appToken, signingSecret, hooksUrl, socketsUrl });
  slack.sockets.isOn = options.delivers === 'over sockets';
  const pagerDuty = new SandboxPagerDuty(clock, pagerDutyToken);
  const pointAt = pointer({ slack, pagerDuty }, options.webhooks === true);
  if (options.botUrl !== undefined) pointAt(options.botUrl);
  const server = await listen(
    options.port ?? 0,
    (request, response) => route({ slack, pagerDuty }, request, response),
    (...request) => slack.sockets.upgrade(...request),
  );
  url = server.url;
  const page = options.pagePort === undefined ? undefined : await startPage(options.pagePort, { slack, pagerDuty });
  return {
    url,
    pageUrl: page?.url,
    slackApiUrl: `${url}/slack-api/`,
    hooksUrl: hooksUrl(),
    pagerDutyUrl: `${url}/pagerduty`,
    ...{ signingSecret, botToken, appToken, pagerDutyToken, teamId, appId, clock, slack, pagerDuty },
    webhookSecret: WEBHOOK_SECRET,
    as: (who) => new PersonDriver(slack, slack.workspace.person(who)),
    channel: (which) => new ChannelDriver(slack, slack.workspace.channel(which)),
    changePerson: (...change) => slack.changePerson(...change),
    setGroup: (...change) => slack.setGroup(...change),
    ...{ pointAt, keepDatabaseClock: async (ownerUrl) => void (await keepDatabaseClock(ownerUrl, clock)) },
    async close() {
      clock.stop();
      pagerDuty.webhooks.close();
      await page?.close();
      slack.close();
      await server.close();
    },
  };
}

function pointer({ slack, pagerDuty }: Vendors, withWebhooks: boolean): (botUrl: string) => void {
  const subscription = withWebhooks ? pagerDuty.webhooks.subscribe('', WEBHOOK_SECRET) : undefined;
  return (botUrl) => {
    slack.deliver.botUrl = botUrl;
    if (subscription) subscription.url = new URL('webhooks/pagerduty', botUrl.endsWith('/') ? botUrl : `${botUrl}/`).href;
  };
}

async function startPage(port: number, { slack, pagerDuty }: Vendors): Promise<Listening> {
  seedTalk(slack.workspace);
  const watch = new BotWatch(slack);
  const served = await servePage(port, {
    slack,
    pagerDuty,
    get botReachable() {
      return watch.reachable;
    },
  });
  slack.workspace.clock.subscribe(() => slack.changes.changed());
  return {
    url: served.url,
    async close() {
      watch.stop();
      await served.close();
    },
  };
}

async function route({ slack, pagerDuty }: Vendors, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname } = new URL(request.url ?? '/', 'http://sandbox');
  const [, part, ...rest] = pathname.split('/');
  if (part === 'slack-api') return slack.answer(rest.join('/'), request, response);
  if (part === 'slack-hooks' && request.method === 'POST') return slack.answerHook(rest.join('/'), request, response);
  if (part === 'pagerduty') return pagerDuty.answer(`/${rest.join('/')}`, request, response);
  response.writeHead(404).end();
}
