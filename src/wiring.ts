import type { Server } from 'node:http';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './adapters/embedded-postgres/start-embedded-postgres.ts';
import { httpServer } from './adapters/http-api/server.ts';
import { pagerDutyClient } from './adapters/on-call/pagerduty/client.ts';
import { pagerDutyIncidents } from './adapters/on-call/pagerduty/incidents.ts';
import { pagerDutyOnCall } from './adapters/on-call/pagerduty/source.ts';
import { pagerDutyUsers } from './adapters/on-call/pagerduty/users.ts';
import { assertDatabase } from './adapters/postgres/assert-database.ts';
import { connect, type Database } from './adapters/postgres/connect.ts';
import { gatedStore } from './adapters/postgres/gated-store.ts';
import { migrate } from './adapters/postgres/migrate.ts';
import { postgresAuditLog } from './adapters/postgres/postgres-audit-log.ts';
import { postgresClock } from './adapters/postgres/postgres-clock.ts';
import { postgresDeliveries } from './adapters/postgres/postgres-deliveries.ts';
import { postgresSealedValues } from './adapters/postgres/postgres-sealed-values.ts';
import { postgresStore } from './adapters/postgres/postgres-store.ts';
import { coalesced } from './adapters/schedule/coalesce.ts';
import { jobsOf, type TimedVerbs, type Workers } from './adapters/schedule/jobs.ts';
import { type RunningJobs, startJobs } from './adapters/schedule/start-jobs.ts';
import { seal } from './adapters/secrets/sealed/seal.ts';
import { sealedSecrets } from './adapters/secrets/sealed/source.ts';
import { DOOR_LIMITS } from './adapters/slack/door.ts';
import type { SlackVerbs } from './adapters/slack/listeners/listener-needs.ts';
import { type SlackOutside, type SlackSettings, slackAdapter, slackOutside } from './adapters/slack/slack-adapter.ts';
import { type HeldPolicy, heldPolicy } from './adapters/system/held-policy.ts';
import { pinoLogger } from './adapters/system/logger.ts';
import type { SecretNeeds } from './cli/server/secret-commands.ts';
import type { MasterKey } from './domain/master-key.ts';
import type { Secret } from './domain/secret.ts';
import type { AuditLog } from './ports/audit-log.ts';
import type { Logger } from './ports/logger.ts';
import type { Store } from './ports/store.ts';
import { adoptCard } from './use-cases/adopt-card.ts';
import { answerCutOff } from './use-cases/answer-cut-off.ts';
import { approveRequest, denyRequest } from './use-cases/approve-request.ts';
import { askColleague } from './use-cases/ask-colleague.ts';
import { checkPeople, checkPerson } from './use-cases/check-people.ts';
import { concludeAgreed } from './use-cases/conclude-request.ts';
import type { DecideNeeds } from './use-cases/decide-request.ts';
import { deliverCards } from './use-cases/deliver-cards.ts';
import { endDueGrants } from './use-cases/end-due-grants.ts';
import { giveBackGrant, revokeGrant } from './use-cases/end-grant-by-hand.ts';
import { expireRequests } from './use-cases/expire-requests.ts';
import { extendGrant } from './use-cases/extend-grant.ts';
import { followIncidents } from './use-cases/follow-incidents.ts';
import { forgetDeliveries } from './use-cases/forget-deliveries.ts';
import { listGrants } from './use-cases/list-grants.ts';
import { markReviewed } from './use-cases/mark-reviewed.ts';
import { markRotated } from './use-cases/mark-rotated.ts';
import { offerForm, openIncidentsOf } from './use-cases/offer-form.ts';
import { openHome } from './use-cases/open-home.ts';
import { recordCountedRefusals } from './use-cases/record-refusal.ts';
import { refuseReveal } from './use-cases/refuse-reveal.ts';
import { remindApprovers } from './use-cases/remind-approvers.ts';
import { requestAccess } from './use-cases/request-access.ts';
import { requestDetails } from './use-cases/request-details.ts';
import { beginReveal, type RevealNeeds, revealValues, settleReveal } from './use-cases/reveal-values.ts';
import { tellOverdueReviews } from './use-cases/tell-overdue-reviews.ts';
import { warnBeforeEnd } from './use-cases/warn-before-end.ts';
import { wipeSecretViews } from './use-cases/wipe-secret-views.ts';
import { nudgeApprovers, withdrawRequest } from './use-cases/withdraw-request.ts';

/** What the bot must be told; addresses other than the vendors' own only in a sandbox. */
export interface BotSettings {
  slack: SlackSettings;
  pagerDuty: { token: Secret; url: string };
  databaseUrl: Secret;
  /** Without it the bot runs and sealed values are refused. */
  key: MasterKey | undefined;
  sandbox: boolean;
  log: Logger;
}

/** The assembled bot. Nothing runs before it is told to. */
export interface Bot {
  server: Server;
  store: Store;
  policy: HeldPolicy;
  /** Throws UnfitDatabase (only a person can mend it) or StoreUnavailable (try again). */
  checkDatabase(): Promise<void>;
  /** Asks Slack who we are and says which workspace that is; the door is open from then on. Throws SourceUnavailable, or SlackFault where a person must mend it. */
  openDoor(): Promise<string>;
  /** What keeps it from serving goes here; `/readyz` says it. */
  notReady: Set<string>;
  startJobs(): RunningJobs;
  /** Once the server takes nothing more in: answers what it has, then closes its connections. */
  stop(jobs: RunningJobs | undefined): Promise<void>;
}

/** Puts the bot together: the one place that names every concrete class. */
export function assembleBot(settings: BotSettings): Bot {
  const { log } = settings;
  const database = connect(settings.databaseUrl.reveal());
  // Deliveries are saved before their ack: transactions that wait for a lock must not hold them up.
  const atTheDoor = connect(settings.databaseUrl.reveal(), 2);
  const gate = gatedStore(postgresStore(database));
  const policy = heldPolicy();
  const outside = slackOutside({ settings: settings.slack, policy, after, log });
  const needs = verbNeeds(settings, { database, atTheDoor, store: gate.store }, outside, policy);
  const workers = workersOf(needs, log);
  const slack = slackAdapter({
    ...{ settings: settings.slack, outside, verbs: slackVerbs(needs), deliveries: needs.deliveries, policy, log },
    clock: postgresClock(database),
    kickCards() {
      workers.wipes.kick();
      workers.cards.kick();
    },
    processNow: () => Temporal.Now.instant(),
  });
  const notReady = new Set(['starting']);
  return {
    ...{ store: needs.store, policy, notReady },
    server: httpServer({ slack: slack.requestListener, notReady: () => [...notReady], limits: DOOR_LIMITS }),
    async checkDatabase() {
      await assertDatabase(database, { sandbox: settings.sandbox });
      gate.open();
    },
    openDoor: () => slack.start(),
    startJobs: () => startJobs(jobsOf(timedVerbs(needs), workers), log),
    async stop(jobs) {
      await slack.drain();
      await jobs?.stop();
      await Promise.all([workers.wipes.idle(), workers.cards.idle()]);
      await Promise.all([outside.close(), database.close(), atTheDoor.close()]);
    },
  };
}

function verbNeeds(
  settings: BotSettings,
  { database, atTheDoor, store }: { database: Database; atTheDoor: Database; store: Store },
  outside: SlackOutside,
  policy: HeldPolicy,
): VerbNeeds {
  const { surface, windows, directory, answers } = outside;
  const client = pagerDutyClient(settings.pagerDuty);
  return {
    ...{ surface, windows, directory, answers, policy, store, log: settings.log },
    deliveries: postgresDeliveries(atTheDoor),
    secrets: sealedSecrets(postgresSealedValues(database), settings.key),
    onCall: pagerDutyOnCall(client),
    incidents: pagerDutyIncidents(client),
    sourceUsers: pagerDutyUsers(client),
  };
}

type VerbNeeds = DecideNeeds &
  RevealNeeds &
  Parameters<typeof deliverCards>[0] &
  Parameters<typeof wipeSecretViews>[0] &
  Parameters<typeof answerCutOff>[0];

function slackVerbs(needs: VerbNeeds): SlackVerbs {
  return {
    requestAccess: (command) => requestAccess(needs, command),
    offerForm: (slackId) => offerForm(needs, slackId),
    openIncidentsOf: (resource) => openIncidentsOf(needs, resource),
    listGrants: (asked) => listGrants(needs, asked),
    giveBackGrant: (by, id) => giveBackGrant(needs, by, id),
    revokeGrant: (by, id) => revokeGrant(needs, by, id),
    beginReveal: (click) => beginReveal(needs, click),
    revealValues: (by, id) => revealValues(needs, by, id),
    settleReveal: (id, became, viewId) => settleReveal(needs, id, became, viewId),
    refuseReveal: (by, asked) => refuseReveal(needs, by, asked),
    adoptCard: (click) => adoptCard(needs, click),
    extendGrant: (click) => extendGrant(needs, click),
    approveRequest: (click) => approveRequest(needs, click),
    denyRequest: (click) => denyRequest(needs, click),
    withdrawRequest: (click) => withdrawRequest(needs, click),
    nudgeApprovers: (click) => nudgeApprovers(needs, click),
    requestDetails: (click) => requestDetails(needs, click),
    markReviewed: (click) => markReviewed(needs, click),
    markRotated: (click) => markRotated(needs, click),
    askColleague: (asked) => askColleague(needs, asked),
    openHome: (of) => openHome(needs, of),
    checkPerson: (of) => checkPerson(needs, of),
  };
}

function workersOf(needs: VerbNeeds, log: Logger): Workers {
  return {
    wipes: coalesced(
      () => wipeSecretViews(needs),
      (error) => log.error('views not wiped', {}, error),
    ),
    cards: coalesced(
      () => deliverCards(needs),
      (error) => log.error('cards not delivered', {}, error),
    ),
  };
}

function timedVerbs(needs: VerbNeeds): TimedVerbs {
  return {
    endDueGrants: () => endDueGrants(needs),
    followIncidents: () => followIncidents(needs),
    recordCountedRefusals: () => recordCountedRefusals(needs),
    answerCutOff: () => answerCutOff(needs),
    forgetDeliveries: () => forgetDeliveries(needs),
    concludeAgreed: () => concludeAgreed(needs),
    expireRequests: () => expireRequests(needs),
    remindApprovers: () => remindApprovers(needs),
    warnBeforeEnd: () => warnBeforeEnd(needs),
    tellOverdueReviews: () => tellOverdueReviews(needs),
    checkPeople: () => checkPeople(needs),
  };
}

function after(ms: number, run: () => void): void {
  setTimeout(run, ms).unref();
}

/** A Postgres of its own in a folder, for trying out on one machine. */
export function embeddedPostgres(folder: string): Promise<EmbeddedPostgres> {
  return startEmbeddedPostgres(folder);
}

/** Brings the schema up to date as its owner. */
export function migrateDatabase(ownerUrl: Secret): Promise<{ applied: string[] }> {
  return migrate(ownerUrl.reveal());
}

/** The log on standard output. */
export function standardLogger(level: 'info' | 'warn' | 'error'): Logger {
  return pinoLogger({ level });
}

/** Sealed values, for the terminal. Without a key nothing can be sealed. */
export function openSealedValues(databaseUrl: Secret, key: MasterKey | undefined): SecretNeeds {
  const database = connect(databaseUrl.reveal(), 1);
  const opened = { values: postgresSealedValues(database), close: () => database.close() };
  return key === undefined ? opened : { ...opened, seal: (value, place) => seal(value, place, key) };
}

/** The audit log, for the terminal. */
export function openAuditLog(databaseUrl: Secret): { log: AuditLog; close(): Promise<void> } {
  const database = connect(databaseUrl.reveal(), 1);
  return { log: postgresAuditLog(database), close: () => database.close() };
}
