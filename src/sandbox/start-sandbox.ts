import type { IncomingMessage, ServerResponse } from 'node:http';
import { SandboxClock } from './clock.ts';
import { ChannelDriver } from './driver/channel-driver.ts';
import { PersonDriver } from './driver/person-driver.ts';
import { listen } from './listen.ts';
import { SandboxPagerDuty } from './pagerduty/sandbox-pager-duty.ts';
import { appId, teamId } from './people.ts';
import { SandboxSlack } from './slack/sandbox-slack.ts';

export interface SandboxOptions {
  /** Where the vendors listen; a free port unless told. */
  port?: number;
  /** The bot's address, which may be told later by `pointAt`. */
  botUrl?: string;
  signingSecret?: string;
  botToken?: string;
  pagerDutyToken?: string;
  clock?: SandboxClock;
}

/** A workspace and a PagerDuty of their own; several may run in one process. */
export interface Sandbox {
  url: string;
  slackApiUrl: string;
  hooksUrl: string;
  pagerDutyUrl: string;
  signingSecret: string;
  botToken: string;
  pagerDutyToken: string;
  teamId: string;
  appId: string;
  clock: SandboxClock;
  slack: SandboxSlack;
  pagerDuty: SandboxPagerDuty;
  /** The person with that handle or id, to act as. */
  as(who: string): PersonDriver;
  channel(which: string): ChannelDriver;
  pointAt(botUrl: string): void;
  close(): Promise<void>;
}

type Vendors = Pick<Sandbox, 'slack' | 'pagerDuty'>;

/** Starts the outside world on loopback and resolves when it answers. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const {
    port = 0,
    botUrl,
    signingSecret = 'sandbox-signing-secret',
    botToken = 'xoxb-sandbox',
    pagerDutyToken = 'sandbox-pagerduty-token',
    clock = new SandboxClock(),
  } = options;
  let hooksUrl = '';
  const slack = new SandboxSlack({
    clock,
    token: botToken,
    signingSecret,
    hooksUrl: () => hooksUrl,
    ...(botUrl === undefined ? {} : { botUrl }),
  });
  const pagerDuty = new SandboxPagerDuty(clock, pagerDutyToken);
  const server = await listen(port, (request, response) => route({ slack, pagerDuty }, request, response));
  hooksUrl = `${server.url}/slack-hooks/`;
  return {
    url: server.url,
    slackApiUrl: `${server.url}/slack-api/`,
    hooksUrl,
    pagerDutyUrl: `${server.url}/pagerduty`,
    signingSecret,
    botToken,
    pagerDutyToken,
    teamId,
    appId,
    clock,
    slack,
    pagerDuty,
    as: (who) => new PersonDriver(slack, slack.workspace.person(who)),
    channel: (which) => new ChannelDriver(slack, slack.workspace.channel(which)),
    pointAt(url) {
      slack.deliver.botUrl = url;
    },
    async close() {
      clock.stop();
      slack.close();
      await server.close();
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
