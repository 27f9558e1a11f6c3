import type { ServerResponse } from 'node:http';
import { App, HTTPReceiver, LogLevel, type ViewResponseAction } from '@slack/bolt';
import { z } from 'zod';
import type { Logger } from '../../ports/logger.ts';
import { type ClientSettings, type SlackCalls, silentBodies } from './clients.ts';
import { type Admitted, DOOR_PATH } from './door.ts';
import type { InFlight } from './in-flight.ts';
import type { Incoming, IncomingAsk, IncomingEvent, OwnIds } from './incoming.ts';
import type { SubmissionAck } from './listeners/known.ts';
import { SlackFault } from './slack-fault.ts';

// Slack gives up after 3 s; what isn't acked by then was lost by a stalled process.
const UNACKED_AFTER_MS = 2500;

export interface AppNeeds {
  settings: ClientSettings & { signingSecret: ClientSettings['botToken'] };
  inFlight: InFlight;
  log: Logger;
  /** Answers one delivery; never throws. Only a submission's ack has a body. */
  answer(from: IncomingAsk | IncomingEvent, ack: (body?: SubmissionAck) => Promise<void>): Promise<void>;
}

/** Bolt behind the door: it acks, and calls the listeners. */
export interface SlackApp {
  receive(request: Admitted, response: ServerResponse): void;
  /** Readies Bolt for the bot that Slack says we are. */
  start(bot: BotIds): Promise<void>;
}

/** What Slack says of the token. */
export interface BotIds extends OwnIds {
  botId: string;
  botUserId: string;
}

const identity = z.object({
  team_id: z.string(),
  user_id: z.string(),
  bot_id: z.string(),
  enterprise_id: z.string().nullish(),
});

const itself = z.object({ bot: z.object({ app_id: z.string().min(1) }) });

/** Asks Slack which workspace, bot and app the token is of: deliveries of any other are refused. Throws SlackFault. */
export async function botIdsOf(call: SlackCalls): Promise<BotIds> {
  const read = identity.safeParse(await call('auth.test', {}));
  if (!read.success) throw new SlackFault('auth.test', 'unavailable', 'odd_shape');
  const { team_id: teamId, user_id: botUserId, bot_id: botId, enterprise_id: enterpriseId } = read.data;
  const app = itself.safeParse(await call('bots.info', { bot: botId }));
  if (!app.success) throw new SlackFault('bots.info', 'unavailable', 'odd_shape');
  return { teamId, botUserId, botId, appId: app.data.bot.app_id, ...(enterpriseId ? { enterpriseId } : {}) };
}

/** The app, with one listener for each kind of delivery; which command or button it was is looked up in one table. */
export function boltApp(needs: AppNeeds): SlackApp {
  const { settings, log } = needs;
  let bot: BotIds | undefined;
  const receiver = quietReceiver(needs);
  const app = new App({
    receiver,
    authorize: async () => ({ botToken: settings.botToken.reveal(), ...(bot ?? {}) }),
    convoStore: false,
    deferInitialization: true,
    clientOptions: settings.apiUrl === undefined ? {} : { slackApiUrl: settings.apiUrl },
    logger: silentBodies(log),
    logLevel: LogLevel.INFO,
  });
  app.command(/^\//, ({ ack, context }) => answerIncoming(needs, context.incoming, 'command', () => ack()));
  app.action(/^/, ({ ack, context }) => answerIncoming(needs, context.incoming, 'click', () => ack()));
  app.view(/^/, ({ ack, context }) =>
    answerIncoming(needs, context.incoming, 'submission', (body) => ack(body as ViewResponseAction)),
  );
  app.shortcut(/^/, ({ ack, context }) => answerIncoming(needs, context.incoming, 'shortcut', () => ack()));
  // Bolt has acked an event before it tells of it.
  app.event(/^/, ({ context }) => answerIncoming(needs, context.incoming, 'event', async () => undefined));
  // Listeners answer their own faults; what ends up here is a fault of the way to them.
  app.error(async (error) => log.error('bolt failed', {}, error));
  return {
    receive: (request, response) => receiver.requestListener(request, response),
    async start(ids) {
      bot = ids;
      await app.init();
    },
  };
}

type Ack = Parameters<AppNeeds['answer']>[1];

// Bolt forgets a listener once it is acked, so it is counted here.
function answerIncoming(
  needs: AppNeeds,
  incoming: Incoming,
  kind: (IncomingAsk | IncomingEvent)['kind'],
  ack: Ack,
): Promise<void> {
  return isOf(kind, incoming) ? needs.inFlight.during(() => needs.answer(incoming, ack)) : ack();
}

function isOf(kind: string, incoming: Incoming): incoming is IncomingAsk | IncomingEvent {
  return incoming.kind === kind;
}

function quietReceiver({ settings, log }: AppNeeds): HTTPReceiver {
  return new HTTPReceiver({
    signingSecret: settings.signingSecret.reveal(),
    endpoints: DOOR_PATH,
    processBeforeResponse: false,
    unhandledRequestTimeoutMillis: UNACKED_AFTER_MS,
    logger: silentBodies(log),
    customPropertiesExtractor: (request) => ({ incoming: (request as unknown as Admitted).incoming }),
    dispatchErrorHandler: ({ error, response }) => failed(log, error, response),
    processEventErrorHandler: async ({ error, response }) => {
      failed(log, error, response);
      return true;
    },
    unhandledRequestHandler: ({ response }) => {
      log.error('delivery not acked in time');
      if (!response.headersSent) response.writeHead(200).end();
    },
  });
}

function failed(log: Logger, error: Error, response: ServerResponse): void {
  log.error('receiver failed', {}, error);
  if (!response.headersSent) response.writeHead(500).end();
}
