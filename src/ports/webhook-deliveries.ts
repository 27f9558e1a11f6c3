/** What is kept of a webhook about an incident: never its body. */
export interface WebhookDelivery {
  /** A hash of what makes it this delivery, of what its sender signed. */
  key: string;
  /** Its kind at the sender, such as `incident.resolved`. */
  event: string;
  incidentId: string;
  /** Whose incident it was when it was sent, if it said so. */
  serviceId?: string;
  occurredAt: Temporal.Instant;
}

/** `too-old` and `too-early`: told of a time at which nobody sends what happened then, so nothing is kept. */
export type Taken = 'first' | 'repeated' | 'too-old' | 'too-early';

/** A delivery whose turn it is: which try this is, the first being 1, and for how long it has waited since it came. */
export interface DueWebhook extends WebhookDelivery {
  attempt: number;
  hoursWaited: number;
}

/** Deliveries of webhooks, so that each is worked off and none is lost. Not within a caller's transaction. All throw StoreUnavailable. */
export interface WebhookDeliveries {
  /** Commits the row within two seconds, unless it came before or tells of another time than about now: by the store's clock 49 hours ago to 5 minutes ahead. */
  accept(delivery: WebhookDelivery): Promise<Taken>;
  /** Those whose try is due, the longest due first, each given to one caller for `leaseSeconds`. */
  claim(limit: number, leaseSeconds: number): Promise<DueWebhook[]>;
  workedOff(keys: readonly string[]): Promise<void>;
  /** Their next try is in so many seconds. */
  failed(keys: readonly string[], retryAfterSeconds: number): Promise<void>;
  /** Takes out what was accepted over `hours` ago and worked off. */
  forget(hours: number): Promise<void>;
}
