import type { ServerResponse } from 'node:http';
import { App, HTTPReceiver, LogLevel, type ViewResponseAction } from '@slack/bolt';
import type { Logger } from '../../ports/logger.ts';
import type { BotIds } from './bot-ids.ts';
import { type ClientSettings, silentBodies } from './clients.ts';
import { type Admitted, DOOR_PATH } from './door.ts';
import type { InFlight } from './in-flight.ts';
import type { Incoming, IncomingAsk, IncomingEvent } from './incoming.ts';
import type { SubmissionAck } from './listeners/known.ts';

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
