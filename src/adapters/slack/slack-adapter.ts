import type { RequestListener } from 'node:http';
import type { Secret } from '../../domain/secret.ts';
import type { CardSurface } from '../../ports/card-surface.ts';
import type { Channels } from '../../ports/channels.ts';
import type { Clock } from '../../ports/clock.ts';
import type { CutOffAnswers } from '../../ports/cut-off-answers.ts';
import type { Deliveries } from '../../ports/deliveries.ts';
import type { Logger } from '../../ports/logger.ts';
import type { Metrics } from '../../ports/metrics.ts';
import type { PolicyHolder } from '../../ports/policy-holder.ts';
import { type AppNeeds, boltApp } from './app.ts';
import { type BotIds, botIdsOf } from './bot-ids.ts';
import { slackCards } from './cards.ts';
import { slackChannels } from './channels.ts';
import { type ClientSettings, type SlackClients, slackClients } from './clients.ts';
import { slackCutOffAnswers } from './cut-off-answers.ts';
import { type SlackDirectory, slackDirectory } from './directory.ts';
import { type Door, slackDoor } from './door.ts';
import { hooks } from './hooks.ts';
import { InFlight } from './in-flight.ts';
import { answerDelivery } from './listeners/answer-delivery.ts';
import type { ListenerNeeds, SlackVerbs } from './listeners/listener-needs.ts';
import { type SlackSecretWindows, slackSecretWindows } from './secret-windows.ts';
import { SlackFault, sourceUnavailable } from './slack-fault.ts';
import { type SocketDoorNeeds, socketDoor } from './socket/socket-door.ts';

export type SlackSettings = OutsideSettings & Arrival;

/** How deliveries come: signed requests to the bot's address, or over a socket that the bot opens (socket mode). */
export type Arrival = { signingSecret: Secret; appToken?: never } | { appToken: Secret; signingSecret?: never };

export interface OutsideSettings extends ClientSettings {
  /** The only host that `response_url`s may name, such as `hooks.slack.com`; in the sandbox an origin with its scheme. */
  hooksHost: string;
}

/** What use cases need of Slack: made first, since the use cases are needed for the rest. */
export interface SlackOutside {
  surface: CardSurface;
  windows: SlackSecretWindows;
  directory: SlackDirectory;
  channels: Channels;
  answers: CutOffAnswers;
  clients: SlackClients;
  /** Who we are, once Slack has said so. */
  own: { ids?: BotIds };
  post: ReturnType<typeof hooks>['post'];
  /** Closes the connections to Slack. */
  close(): Promise<void>;
}

export interface OutsideNeeds {
  settings: OutsideSettings;
  policy: PolicyHolder;
  /** Calls `run` once after that many milliseconds of this process. */
  after(ms: number, run: () => void): void;
  log: Logger;
  metrics?: Pick<Metrics, 'called'> | undefined;
}

/** Slack as Nightlatch calls it: cards, secret views, people, answers after a crash. */
export function slackOutside({ settings, policy, after, log, metrics }: OutsideNeeds): SlackOutside {
  const clients = slackClients(settings, log, metrics);
  const hook = hooks(settings.hooksHost, log);
  const own: { ids?: BotIds } = {};
  const directory = slackDirectory({ clients, teamId: () => own.ids?.teamId });
  return {
    surface: slackCards({ clients, directory, policy, log }),
    windows: slackSecretWindows({ clients, directory, after, log }),
    directory,
    channels: slackChannels(clients.background),
    answers: slackCutOffAnswers({ clients, post: hook.post, log }),
    clients,
    own,
    post: hook.post,
    async close() {
      await Promise.all([clients.close(), hook.close()]);
    },
  };
}

export interface SlackAdapterNeeds {
  settings: SlackSettings;
  outside: SlackOutside;
  verbs: SlackVerbs;
  deliveries: Deliveries;
  policy: PolicyHolder;
  clock: Clock;
  kickCards(): void;
  processNow(): Temporal.Instant;
  /** For deliveries over a socket; what comes by HTTP is counted at the server. */
  metrics?: Pick<Metrics, 'acked'>;
  log: Logger;
}

/** Slack as it calls Nightlatch. */
export interface SlackAdapter {
  /** For a server made with `DOOR_LIMITS`. Answers 503 until `start` is through. */
  requestListener: RequestListener;
  /** Asks Slack who we are, opens the door, and says which workspace it is. Throws SourceUnavailable when Slack is away, SlackFault otherwise. */
  start(): Promise<string>;
  /** Why no delivery could come just now, once started; undefined when it can. */
  notOpen(): string | undefined;
  /** Lets nothing more in by a socket (a server is its owner's to close), and resolves when every delivery taken in so far has its answer. */
  drain(): Promise<void>;
}

/** Commands and clicks, from the door to their answer. */
export function slackAdapter(needs: SlackAdapterNeeds): SlackAdapter {
  const { settings, outside, log, processNow } = needs;
  const { clients, post, directory, windows: secretWindows } = outside;
  const inFlight = new InFlight();
  const { verbs, deliveries, policy, clock, kickCards } = needs;
  const listening: ListenerNeeds = {
    verbs,
    deliveries,
    policy,
    clock,
    kickCards,
    processNow,
    clients,
    post,
    log,
    directory,
    secretWindows,
  };
  const answer: AppNeeds['answer'] = (from, ack) => answerDelivery(listening, from, ack);
  const door = doorOf(settings, {
    inFlight,
    own: outside.own,
    processNow,
    post,
    log,
    answer,
    ...(needs.metrics && { metrics: needs.metrics }),
  });
  return {
    requestListener: door.requestListener,
    async start() {
      const ids = await botIdsOf(clients.interactive).catch(passing);
      await door.open(ids).catch(passing);
      return ids.teamId;
    },
    notOpen: () => door.notOpen(),
    async drain() {
      await door.shut();
      await inFlight.none();
    },
  };
}

function doorOf(settings: SlackSettings, needs: Omit<SocketDoorNeeds, 'appToken' | 'apiUrl'>): Door {
  const { apiUrl, appToken } = settings;
  if (appToken) return socketDoor({ ...needs, appToken, ...(apiUrl !== undefined && { apiUrl }) });
  const { inFlight, own, log, answer } = needs;
  const app = boltApp({ settings, inFlight, log, answer });
  return {
    requestListener: slackDoor({ ...needs, signingSecret: settings.signingSecret, ownIds: () => own.ids }, app.receive),
    async open(ids) {
      await app.start(ids);
      own.ids = ids;
    },
    notOpen: () => undefined,
    async shut() {},
  };
}

// Slack being away passes by itself; a token that it refuses doesn't.
function passing(error: unknown): never {
  const isPassing = error instanceof SlackFault && (error.kind === 'unavailable' || error.kind === 'rate-limited');
  throw isPassing ? sourceUnavailable(error) : error;
}
