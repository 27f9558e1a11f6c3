import { createHash } from 'node:crypto';
import type { RequestListener, Server } from 'node:http';
import { httpServer } from '../adapters/http-api/server.ts';
import { type MetricsServer, serveMetrics } from '../adapters/metrics/metrics-server.ts';
import { prometheusMetrics } from '../adapters/metrics/prometheus.ts';
import { pagerDutyClient } from '../adapters/on-call/pagerduty/client.ts';
import { pagerDutyIncidents } from '../adapters/on-call/pagerduty/incidents.ts';
import { pagerDutyOnCall } from '../adapters/on-call/pagerduty/source.ts';
import { pagerDutyTimeline } from '../adapters/on-call/pagerduty/timeline.ts';
import { pagerDutyUsers } from '../adapters/on-call/pagerduty/users.ts';
import { rotationOnCall } from '../adapters/on-call/rotation/source.ts';
import { assertDatabase } from '../adapters/postgres/assert-database.ts';
import { connect, type Database } from '../adapters/postgres/connect.ts';
import { gatedStore } from '../adapters/postgres/gated-store.ts';
import { postgresAuditLog } from '../adapters/postgres/postgres-audit-log.ts';
import { postgresClock } from '../adapters/postgres/postgres-clock.ts';
import { postgresDeliveries } from '../adapters/postgres/postgres-deliveries.ts';
import { postgresSealedValues } from '../adapters/postgres/postgres-sealed-values.ts';
import { postgresStanding } from '../adapters/postgres/postgres-standing.ts';
import { postgresStore } from '../adapters/postgres/postgres-store.ts';
import { postgresWebhookDeliveries } from '../adapters/postgres/postgres-webhook-deliveries.ts';
import type { Worker } from '../adapters/schedule/coalesce.ts';
import { jobsOf } from '../adapters/schedule/jobs.ts';
import { type RunningJobs, startJobs } from '../adapters/schedule/start-jobs.ts';
import { DOOR_LIMITS } from '../adapters/slack/door.ts';
import { slackProbe } from '../adapters/slack/probe.ts';
import { type SlackOutside, type SlackSettings, slackAdapter, slackOutside } from '../adapters/slack/slack-adapter.ts';
import type { WebhookDoor } from '../adapters/webhooks/pagerduty/door.ts';
import type { MasterKey } from '../domain/master-key.ts';
import type { Secret } from '../domain/secret.ts';
import type { Logger } from '../ports/logger.ts';
import type { HeldPolicy } from '../ports/policy-holder.ts';
import type { PolicyReader } from '../ports/policy-reader.ts';
import type { StandingSource } from '../ports/standing-source.ts';
import { type Store, StoreUnavailable } from '../ports/store.ts';
import type { Following } from '../use-cases/follow-policy.ts';
import { wipeShownViews } from '../use-cases/wipe-shown-views.ts';
import { botPolicy } from './bot-policy.ts';
import { type ClosedChannels, closedChannelsIn, warningOfClosed } from './closed-channels.ts';
import { type Measuring, measuring } from './measured.ts';
import { type NotingOutages, notingOutages } from './noting-outages.ts';
import { onCallSources } from './on-call-sources.ts';
import { secretSources } from './secret-sources.ts';
import { slackVerbs, timedVerbs, type VerbNeeds, workersOf } from './verbs.ts';
import { webhookDoor } from './webhooks.ts';

/** What the bot must be told; addresses other than the vendors' own only in a sandbox. */
export interface BotSettings {
  slack: SlackSettings;
  /** Without secrets no webhook is let in. */
  /** Without a token PagerDuty is never asked. */
  pagerDuty: { token: Secret | undefined; url: string; webhookSecrets: readonly Secret[] };
  /** The user by whose address PagerDuty's timelines are written to; without it they aren't. */
  timelineFrom?: string;
  databaseUrl: Secret;
  /** Without it the bot runs and sealed values are refused. */
  key: MasterKey | undefined;
  /** Opens what was sealed before the key was changed; nothing is sealed under it. */
  oldKey?: MasterKey;
  /** The folder of env files; without one no value in them is read. */
  envFiles?: string;
  sandbox: boolean;
  log: Logger;
}

/** The assembled bot. Nothing runs before it is told to. */
export interface Bot {
  server: Server;
  store: Store;
  policy: HeldPolicy;
  reader: PolicyReader;
  /** Metrics say it. */
  policyFile: { isBroken: boolean };
  /** Holds the policy in force; see `followPolicy`. Throws StoreUnavailable. */
  followPolicy(): Promise<Following>;
  /** The channels of a policy in which nothing can be posted. Never rejects. */
  closedChannels: ClosedChannels;
  /** Throws UnfitDatabase (only a person can mend it) or StoreUnavailable (try again). */
  checkDatabase(): Promise<void>;
  /** Asks Slack who we are and says which workspace that is; the door is open from then on. Throws SourceUnavailable, or SlackFault where a person must mend it. */
  openDoor(): Promise<string>;
  /** What keeps it from serving goes here; `/readyz` says it. */
  notReady: Set<string>;
  startJobs(): RunningJobs;
  /** Where metrics are asked for. Rejects with the system's error when nothing can listen there. */
  serveMetrics(at: { host: string; port: number }): Promise<MetricsServer>;
  /** Overwrites every view in which this process shows values. */
  wipeShown(): Promise<void>;
  /** Once the server takes nothing more in: answers what it has, wipes what it shows, then closes its connections. */
  stop(jobs: RunningJobs | undefined): Promise<void>;
}

/** Puts the bot together: the one place that names every concrete class. */
export function assembleBot(settings: BotSettings): Bot {
  const { log } = settings;
  const databases = databasesOf(settings.databaseUrl);
  const gate = gatedStore(postgresStore(databases.database));
  const notReady = new Set(['starting']);
  const own = botPolicy(notReady, log);
  const { policy } = own;
  const standing = gatedStanding(gate, postgresStanding(databases.database));
  const unready = () => [...notReady, ...[slack.notOpen() ?? []].flat()];
  const state = { isReady: () => unready().length === 0, isPolicyFileBroken: () => own.policyFile.isBroken };
  const metrics = prometheusMetrics({ policy, standing, ...state, monotonicMs });
  const measured = measuring(metrics);
  const outside = slackOutside({ settings: settings.slack, policy, after, log, metrics });
  const store = measured.store(gate.store);
  const outages = notingOutages({ store, log }, monotonicMs);
  const needs = verbNeeds(settings, { ...databases, store }, outside, policy, { measured, outages });
  const closedChannels = closedChannelsIn(slackProbe({ call: outside.clients.background, lastHeard: () => undefined }));
  const followPolicy = warningOfClosed(() => own.followPolicy(needs.store), { log, policy, closedChannels });
  const workers = workersOf(needs, log, measured.job);
  const slack = slackAdapter({
    ...{ settings: settings.slack, outside, verbs: measured.verbs(slackVerbs(needs)), deliveries: needs.deliveries, policy, log },
    ...{ clock: postgresClock(databases.database), metrics, processNow: () => Temporal.Now.instant() },
    kickCards: () => kickAll(workers.wipes, workers.cards),
  });
  const webhooks = webhookDoor({ ...settings.pagerDuty, ...needs, isOpen: gate.isOpen, kick: workers.webhooks.kick });
  const wipeShown = () => wipeShownViews(needs, outside.windows.armed());
  return {
    ...{ store: needs.store, policy, reader: own.reader, policyFile: own.policyFile, followPolicy, closedChannels },
    ...{ notReady, wipeShown },
    server: serverOf(measured.door(slack.requestListener), webhooks, unready),
    checkDatabase: () => assertDatabase(databases.database, { sandbox: settings.sandbox }).then(gate.open),
    openDoor: () => slack.start().then(own.isOf),
    startJobs: () => startJobs(measured.jobs(jobsOf({ ...timedVerbs(needs), followPolicy }, workers)), log),
    serveMetrics: (at) => serveMetrics(metrics, at),
    async stop(jobs) {
      await Promise.all([slack.drain(), webhooks.drain()]);
      await wipeShown();
      await jobs?.stop();
      for (const worker of [workers.webhooks, workers.wipes, workers.cards, outages]) await worker.idle();
      await Promise.all([outside.close(), databases.close()]);
    },
  };
}

function kickAll(...workers: Worker[]): void {
  for (const worker of workers) worker.kick();
}

function serverOf(slack: RequestListener, webhooks: WebhookDoor, notReady: () => string[]): Server {
  return httpServer({ slack, pagerDuty: webhooks.requestListener, notReady, limits: DOOR_LIMITS });
}

interface Databases {
  database: Database;
  atTheDoor: Database;
  forWebhooks: Database;
  close(): Promise<unknown>;
}

function databasesOf(url: Secret): Databases {
  const database = connect(url.reveal());
  // Deliveries are saved before their ack: transactions that wait for a lock must not hold them up.
  const atTheDoor = connect(url.reveal(), 2);
  // Nor must many webhooks at once.
  const forWebhooks = connect(url.reveal(), 1);
  const all = { database, atTheDoor, forWebhooks };
  return { ...all, close: () => Promise.all(Object.values(all).map((one) => one.close())) };
}

// Nothing is read from an unchecked database, not by whoever asks for metrics either.
function gatedStanding(gate: { isOpen(): boolean }, source: StandingSource): StandingSource {
  return {
    async standing() {
      if (!gate.isOpen()) throw new StoreUnavailable();
      return source.standing();
    },
  };
}

function verbNeeds(
  settings: BotSettings,
  { database, atTheDoor, forWebhooks, store }: Databases & { store: Store },
  outside: SlackOutside,
  policy: HeldPolicy,
  { measured, outages }: { measured: Measuring; outages: NotingOutages },
): VerbNeeds {
  const { surface, windows, directory, channels, answers } = outside;
  const client = pagerDutyClient(settings.pagerDuty);
  const pagerDuty = <Port extends object>(port: Port) => measured.source('PagerDuty', outages.source('PagerDuty', port));
  return {
    ...{ surface, windows, directory, channels, answers, policy, store, log: settings.log },
    deliveries: postgresDeliveries(atTheDoor),
    webhookDeliveries: postgresWebhookDeliveries(database, forWebhooks),
    auditLog: postgresAuditLog(database),
    sha256: (text) => createHash('sha256').update(text).digest('hex'),
    secrets: measured.source('secrets', secretSources(settings, postgresSealedValues(database))),
    onCall: onCallSources({ pagerduty: pagerDuty(pagerDutyOnCall(client)), rotation: rotationOnCall() }),
    incidents: pagerDuty(pagerDutyIncidents(client)),
    sourceUsers: pagerDuty(pagerDutyUsers(client)),
    ...(settings.timelineFrom !== undefined && { timeline: pagerDuty(pagerDutyTimeline(client, settings.timelineFrom)) }),
  };
}

function monotonicMs(): number {
  return performance.now();
}

function after(ms: number, run: () => void): void {
  setTimeout(run, ms).unref();
}
