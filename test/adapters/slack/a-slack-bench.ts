import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach } from 'vitest';
import { DOOR_LIMITS } from '../../../src/adapters/slack/door.ts';
import type { SlackVerbs } from '../../../src/adapters/slack/listeners/listener-needs.ts';
import { type SlackAdapter, type SlackOutside, slackAdapter, slackOutside } from '../../../src/adapters/slack/slack-adapter.ts';
import type { Reveal } from '../../../src/domain/reveal.ts';
import { Secret } from '../../../src/domain/secret.ts';
import type { Accepted, Deliveries, Delivery, Seen } from '../../../src/ports/deliveries.ts';
import type { Logger } from '../../../src/ports/logger.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../../src/sandbox/start-sandbox.ts';
import { aBusyDigest, aDigest } from '../../builders/a-digest.ts';
import { aPolicy } from '../../builders/a-policy.ts';
import { anIncident } from '../../builders/an-incident.ts';
import { aGrant, aGrantGivenBack, NOW } from '../slack-blocks/a-grant.ts';
import { goodLockdownVerbs } from './good-lockdown-verbs.ts';
import { goodRequestVerbs } from './good-request-verbs.ts';

export const CANARY = 'canary-7Qm2-nightlatch-do-not-use';
export const REVEAL_ID = '019aa0c0-0000-7000-8000-00000000000a';
export const CARD_ID = '019aa0c0-0000-7000-8000-00000000000c';
export const ROOM = '#inc-42-checkout-latency';
export const READER = { timezone: 'Europe/Berlin', now: NOW };

/** The deliveries that came, in memory. `mode` is how the database takes them. */
export class InMemoryDeliveries implements Deliveries {
  readonly rows = new Map<string, Delivery>();
  readonly done = new Set<string>();
  /** `slow`: saved, but not in time for the ack. */
  mode: 'up' | 'away' | 'slow' = 'up';

  async accept(delivery: Delivery): Promise<Accepted> {
    const seen = this.#save(delivery);
    return { inTime: this.mode === 'slow' ? 'unsaved' : seen, settled: Promise.resolve(seen) };
  }

  #save(delivery: Delivery): Seen {
    if (this.mode === 'away') return 'unsaved';
    if (this.rows.has(delivery.key)) return 'repeated';
    this.rows.set(delivery.key, delivery);
    return 'first';
  }

  async answered(key: string) {
    this.done.add(key);
  }

  async claimUnanswered() {
    return [];
  }

  async forget() {}
}

/** Keeps every line, whatever was handed in. */
export class KeptLog implements Logger {
  readonly lines: string[] = [];

  info(event: string, fields?: object) {
    this.#keep(event, fields);
  }

  warn(event: string, fields?: object) {
    this.#keep(event, fields);
  }

  error(event: string, fields?: object, error?: unknown) {
    this.#keep(
      event,
      fields,
      error instanceof Error ? `${error.name} ${error.message} ${error.stack} ${String(error.cause)}` : error,
    );
  }

  #keep(...parts: unknown[]) {
    this.lines.push(JSON.stringify(parts));
  }
}

export function aReveal(differing: Partial<Reveal> = {}): Reveal {
  return {
    id: REVEAL_ID,
    grantId: aGrant().id,
    by: { personId: aGrant().holder.personId, slackId: 'U01ALICE' },
    variables: ['PGPASSWORD'],
    externalId: 'set by the test',
    state: 'opening',
    wipeAt: NOW.add({ seconds: 60 }),
    ...differing,
  };
}

/** Verbs as on a good day: Alice holds db-prod, and everyone is told so. A test replaces what it is about. */
export function goodVerbs(): SlackVerbs & { seen: string[] } {
  const seen: string[] = [];
  return {
    seen,
    async requestAccess({ slackId, windowExternalId, ...asked }) {
      const asking = 'words' in asked ? asked.words : `form of ${asked.form.resource}`;
      seen.push(`requestAccess ${slackId} ${asking} ${windowExternalId === undefined ? 'no window' : 'in a window'}`);
      return { outcome: 'granted', grant: aGrant(), alreadyOpen: false, reader: READER };
    },
    async offerForm(slackId) {
      seen.push(`offerForm ${slackId}`);
      return { outcome: 'form', resources: aPolicy().resources, reader: READER };
    },
    async followChannel({ channel, name }) {
      seen.push(`followChannel ${channel}${name === undefined ? '' : ` called ${name}`}`);
    },
    async changeChannelId(from, to) {
      seen.push(`changeChannelId ${from} ${to}`);
    },
    async bindByCommand({ slackId, channel, words }) {
      seen.push(`bindByCommand ${slackId} ${channel} ${words}`);
      return { outcome: 'bound', incident: { ...anIncident(), readAt: NOW }, already: false };
    },
    async bindByAnswer({ slackId, channel, incidentId }) {
      seen.push(`bindByAnswer ${slackId} ${channel} ${incidentId}`);
      return { outcome: 'bound', incident: { ...anIncident(), readAt: NOW }, already: false };
    },
    async openIncidentsOf(resource) {
      seen.push(`openIncidentsOf ${resource}`);
      return { known: true, value: [anIncident()] };
    },
    async explainRequest({ slackId, ...asked }) {
      seen.push(`explainRequest ${slackId} ${'words' in asked ? asked.words : `form of ${asked.form.resource}`}`);
      return { outcome: 'help', resources: [...aPolicy().resources.values()], reader: READER };
    },
    async listGrants({ slackId, words, page }) {
      seen.push(`listGrants ${slackId} ${words} ${page}`);
      const entries = [{ grant: aGrant(), standing: { holder: true, details: true, revoke: false } }];
      return {
        outcome: 'list',
        question: { whose: 'mine' },
        entries,
        page,
        more: page === 0,
        hidden: false,
        unlockable: [],
        outages: [],
        reader: READER,
      };
    },
    async giveBackGrant(by, id) {
      seen.push(`giveBackGrant ${by} ${id}`);
      return { outcome: 'ended', grant: aGrant({ state: 'ended', ended: { at: NOW, cause: 'given-back' } }) };
    },
    async revokeGrant(by, id) {
      seen.push(`revokeGrant ${by} ${id}`);
      return { outcome: 'ended', grant: aGrant({ state: 'ended', ended: { at: NOW, cause: 'revoked' } }) };
    },
    async beginReveal({ slackId, grantId, externalId }) {
      seen.push(`beginReveal ${slackId} ${grantId}`);
      if (slackId !== 'U01ALICE' || grantId !== aGrant().id) return undefined;
      return { grant: aGrant(), reveal: aReveal({ externalId }) };
    },
    async revealValues(by, id) {
      seen.push(`revealValues ${by} ${id}`);
      const values = [{ name: 'PGPASSWORD', value: new Secret(CANARY) }];
      return { outcome: 'values', values, elsewhere: [], reveal: aReveal(), grant: aGrant(), left: 9, now: NOW };
    },
    async settleReveal(id, became) {
      seen.push(`settleReveal ${id} ${became}`);
      return 'settled';
    },
    async refuseReveal(by, asked) {
      seen.push(`refuseReveal ${by} ${asked}`);
      return { code: 'not-found' };
    },
    async extendGrant({ slackId, grantId, windowExternalId }) {
      seen.push(`extendGrant ${slackId} ${grantId} ${windowExternalId === undefined ? 'no window' : 'in a window'}`);
      if (slackId !== 'U01ALICE' || grantId !== aGrant().id) return { outcome: 'not-found' };
      return { outcome: 'extended', grant: aGrant({ extensions: 1 }), reader: READER };
    },
    async markReviewed({ slackId, grantId }) {
      seen.push(`markReviewed ${slackId} ${grantId}`);
      return { outcome: 'reviewed', grant: aGrant() };
    },
    async markRotated({ slackId, grantId }) {
      seen.push(`markRotated ${slackId} ${grantId}`);
      return { outcome: 'rotated', grant: aGrantGivenBack() };
    },
    async digestOnDemand({ slackId, words }) {
      seen.push(`digestOnDemand ${slackId} ${words}`);
      return { outcome: 'digest', told: aBusyDigest(), latest: aDigest() };
    },
    async markDigestReviewed({ slackId, digestId }) {
      seen.push(`markDigestReviewed ${slackId} ${digestId}`);
      return { outcome: 'reviewed', digest: aDigest({}, { reviewed: { at: NOW, by: { personId: 'c', name: 'Carol' } } }) };
    },
    async askColleague({ slackId, resource, reason, channel }) {
      seen.push(`askColleague ${slackId} ${resource} ${reason} ${channel}`);
      return { outcome: 'asked', names: ['Bob'] };
    },
    async openHome(of) {
      seen.push(`openHome ${of}`);
    },
    async checkPerson(slackId) {
      seen.push(`checkPerson ${slackId}`);
    },
    ...goodRequestVerbs(seen),
    ...goodLockdownVerbs(seen),
    async adoptCard({ cardId }) {
      seen.push(`adoptCard ${cardId}`);
      return { outcome: 'card' };
    },
  };
}

/** The adapter in front of a sandbox of its own, with verbs that a test may replace at any time. */
export interface SlackBench {
  sandbox: Sandbox;
  outside: SlackOutside;
  adapter: SlackAdapter;
  verbs: ReturnType<typeof goodVerbs>;
  deliveries: InMemoryDeliveries;
  log: KeptLog;
  /** How often cards were asked to be drawn. */
  kicks: number;
  /** Timers armed, run by the test. */
  timers: { ms: number; run: () => void }[];
  /** What the door thinks the time is. */
  clock: { offsetSeconds: number };
  policy: ReturnType<typeof aPolicy>;
  /** Where the door listens. */
  url: string;
}

/** A bench for each test of the file; calls wait as long as `timeouts` says. */
export function aSlackBench(timeouts = { interactive: 2500, background: 2500 }, sandboxOptions: SandboxOptions = {}): SlackBench {
  const bench = {} as SlackBench;
  let server: Server;
  beforeEach(async () => {
    const sandbox = await startSandbox(sandboxOptions);
    Object.assign(bench, {
      sandbox,
      verbs: goodVerbs(),
      deliveries: new InMemoryDeliveries(),
      log: new KeptLog(),
      policy: aPolicy(),
    });
    Object.assign(bench, { kicks: 0, timers: [], clock: { offsetSeconds: 0 } });
    wire(bench, timeouts);
    server = createServer(DOOR_LIMITS, bench.adapter.requestListener).listen(0, '127.0.0.1');
    await once(server, 'listening');
    bench.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    sandbox.pointAt(bench.url);
    await bench.adapter.start();
  });
  afterEach(async () => {
    bench.sandbox.slack.heal();
    await bench.adapter.drain();
    server.close();
    server.closeAllConnections();
    await bench.outside.close();
    await bench.sandbox.close();
  });
  return bench;
}

function wire(bench: SlackBench, timeouts: { interactive: number; background: number }): void {
  const { sandbox, log } = bench;
  const settings = {
    ...(sandbox.slack.sockets.isOn
      ? { appToken: new Secret(sandbox.appToken) }
      : { signingSecret: new Secret(sandbox.signingSecret) }),
    botToken: new Secret(sandbox.botToken),
    apiUrl: sandbox.slackApiUrl,
    hooksHost: new URL(sandbox.hooksUrl).origin,
    timeouts,
  };
  const policy = { current: () => bench.policy };
  const after = (ms: number, run: () => void) => void bench.timers.push({ ms, run });
  bench.outside = slackOutside({ settings, policy, after, log });
  // Looked up at each call, so that a test can replace one.
  const verbs = new Proxy({} as SlackVerbs, { get: (_, name) => bench.verbs[name as keyof SlackVerbs] });
  bench.adapter = slackAdapter({
    ...{ settings, policy, verbs, log, outside: bench.outside, deliveries: bench.deliveries },
    clock: { now: async () => NOW },
    kickCards: () => {
      bench.kicks += 1;
    },
    processNow: () => Temporal.Now.instant().add({ seconds: bench.clock.offsetSeconds }),
  });
}
