import { createHmac, randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Happened } from './incident.ts';
import type { PagerDutyState } from './state.ts';
import type { Subscription } from './subscription.ts';
import { eventBody, pingBody } from './webhook-body.ts';

/** One delivery: what is on the wire, and each status it was answered with (0 for none). */
export interface SentWebhook {
  event: string;
  url: string;
  headers: Record<string, string>;
  body: string;
  statuses: number[];
  /** Taken with a 2xx, or never to be sent again. */
  settled: boolean;
}

const PATIENCE_MS = 5_000;
const FIRST_RETRY_MS = 200;
const LONGEST_RETRY_MS = 5_000;
const DROPPED_IN_A_ROW = 3;

/**
 * Sends what happens to incidents as v3 webhooks: signed, in order for each incident, again until it is taken. A 4xx drops it, and three dropped in
 * a row switch the subscription off.
 */
export class Webhooks {
  readonly sent: SentWebhook[] = [];
  readonly #state: PagerDutyState;
  readonly #queues = new Map<string, Promise<void>>();
  readonly #closed = new AbortController();
  #dropped = 0;
  #held: (() => void)[] | undefined;

  constructor(state: PagerDutyState) {
    this.#state = state;
    state.onHappened = (happened) => this.#tell(happened);
  }

  subscribe(url: string, secret: string, events: string[] = [...ALL_EVENTS]): Subscription {
    const id = this.#state.newId('W');
    const filter = { type: 'account_reference' as const };
    const one = { id, url, secret, active: true, temporarilyDisabled: false, events, filter };
    this.#state.subscriptions.set(id, one);
    return one;
  }

  /** PagerDuty's signature over a body. */
  signature(body: string, secret: string): string {
    return `v1=${createHmac('sha256', secret).update(body).digest('hex')}`;
  }

  /** From now on nothing leaves until `release`. */
  hold(): void {
    this.#held ??= [];
  }

  /** Lets what was held leave, one after the other, in the order in which it happened or the other way round. Resolves when all of it is settled. */
  async release(order: 'as it happened' | 'the other way round' = 'as it happened'): Promise<void> {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const send of order === 'as it happened' ? held : held.toReversed()) {
      send();
      await this.idle();
    }
  }

  ping(to: Subscription, at: Temporal.Instant): Promise<SentWebhook> {
    return this.#send(to, 'pagey.ping', pingBody(randomUUID(), at));
  }

  /** The same delivery once more, once; a changed header or body is sent under the old signature. Resolves with its status. */
  async replay(sent: SentWebhook, changed: { headers?: Record<string, string>; body?: string } = {}): Promise<number> {
    return this.post(sent.url, { ...sent.headers, ...changed.headers }, changed.body ?? sent.body);
  }

  /** Exactly these headers and this body, once. Resolves with the status, 0 for none. */
  async post(url: string, headers: Record<string, string>, body: string): Promise<number> {
    try {
      const signal = AbortSignal.any([AbortSignal.timeout(PATIENCE_MS), this.#closed.signal]);
      const response = await fetch(url, { method: 'POST', headers, body, signal, redirect: 'manual' });
      await response.body?.cancel();
      return response.status;
    } catch {
      return 0;
    }
  }

  /** Resolves when nothing is on its way. */
  async idle(): Promise<void> {
    while (this.#queues.size > 0) await Promise.all(this.#queues.values());
  }

  close(): void {
    this.#closed.abort();
  }

  #tell(happened: Happened): void {
    for (const one of this.#state.subscriptions.values()) {
      if (!hears(one, happened)) continue;
      const body = eventBody(this.#state, randomUUID(), happened);
      const send = () => this.#queue(`${one.id} ${happened.incident.id}`, () => this.#send(one, happened.event, body));
      if (this.#held) this.#held.push(send);
      else send();
    }
  }

  #queue(key: string, send: () => Promise<unknown>): void {
    const before = this.#queues.get(key) ?? Promise.resolve();
    const after: Promise<void> = before.then(send).then(() => {
      if (this.#queues.get(key) === after) this.#queues.delete(key);
    });
    this.#queues.set(key, after);
  }

  async #send(to: Subscription, event: string, body: string): Promise<SentWebhook> {
    const headers = {
      ...{ 'content-type': 'application/json', 'user-agent': 'PagerDuty-Webhook/V3.0', 'x-webhook-id': randomUUID() },
      ...{ 'x-webhook-subscription': to.id, 'x-pagerduty-signature': this.signature(body, to.secret) },
    };
    const kept: SentWebhook = { event, url: to.url, headers, body, statuses: [], settled: false };
    this.sent.push(kept);
    for (let wait = FIRST_RETRY_MS; !this.#closed.signal.aborted; wait = Math.min(wait * 2, LONGEST_RETRY_MS)) {
      // The bot may have another address by now.
      kept.url = to.url;
      const status = await this.post(to.url, headers, body);
      kept.statuses.push(status);
      if (this.#settle(to, status)) break;
      await pause(wait, undefined, { signal: this.#closed.signal, ref: false }).catch(() => undefined);
    }
    kept.settled = true;
    this.#state.changes.changed();
    return kept;
  }

  /** Whether it isn't sent again. */
  #settle(to: Subscription, status: number): boolean {
    const isTaken = status >= 200 && status < 300;
    const isDropped = status >= 400 && status < 500;
    if (isTaken) this.#dropped = 0;
    if (isDropped) this.#dropped += 1;
    if (this.#dropped >= DROPPED_IN_A_ROW) to.temporarilyDisabled = true;
    return isTaken || isDropped;
  }
}

function hears({ active, temporarilyDisabled, events, filter }: Subscription, { event, incident }: Happened): boolean {
  if (!active || temporarilyDisabled || !events.includes(event)) return false;
  return filter.type !== 'service_reference' || filter.id === incident.service;
}

const ALL_EVENTS = [
  ...['incident.triggered', 'incident.acknowledged', 'incident.unacknowledged', 'incident.resolved', 'incident.reopened'],
  ...['incident.reassigned', 'incident.service_updated', 'incident.annotated', 'incident.escalated', 'incident.delegated'],
];
