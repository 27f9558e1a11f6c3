/** What is kept of a webhook's delivery: never its body. */
export interface WebhookDelivery {
  /** A hash of what makes it this delivery, of what its sender signed. */
  key: string;
  /** Its kind at the sender, such as `incident.resolved`. */
  event: string;
  incidentId?: string;
  occurredAt: Temporal.Instant;
}

/** Deliveries of webhooks, so that each is worked off and none is lost. Not within a caller's transaction. */
export interface WebhookDeliveries {
  /** Commits the row; false when the same one had come before. Throws StoreUnavailable. */
  accept(delivery: WebhookDelivery): Promise<boolean>;
  /** Deliveries whose try is due, oldest first, each given to one caller for `leaseSeconds`. Throws StoreUnavailable. */
  claim(limit: number, leaseSeconds: number): Promise<(WebhookDelivery & { attempts: number })[]>;
  workedOff(key: string): Promise<void>;
  failed(key: string, retryAfterSeconds: number): Promise<void>;
  /** Takes out what was accepted over `hours` ago and worked off. */
  forget(hours: number): Promise<void>;
}
