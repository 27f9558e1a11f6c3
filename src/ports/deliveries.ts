import type { ChannelId, SlackUserId } from '../domain/names.ts';

/** What is kept of a delivery of Slack's: never its body. */
export interface Delivery {
  /** A hash of what makes it this delivery (trigger id, event id). */
  key: string;
  kind: 'command' | 'click' | 'submission' | 'shortcut' | 'event';
  slackUser: SlackUserId;
  channel?: ChannelId;
  /** What was asked, in few words, for an answer after a crash: `/unlock db-prod`. */
  about: string;
  /** The window that answers it, if one was to be opened. */
  windowExternalId?: string;
}

/** `repeated`: it had come before. `unsaved`: the database had no word on it. */
export type Seen = 'first' | 'repeated' | 'unsaved';

/** What became of a delivery that came: as far as it was known within 200 ms, and in the end. */
export interface Accepted {
  inTime: Seen;
  settled: Promise<Seen>;
}

/** Deliveries, so that each has one effect and each gets an answer. Not within a caller's transaction. */
export interface Deliveries {
  /** Saves the row, and answers after 200 ms at most: `settled` waits for the database's own word, to this very delivery. Never throws, nor does `settled`. */
  accept(delivery: Delivery): Promise<Accepted>;
  /** It got its answer. Never throws. */
  answered(key: string): Promise<void>;
  /** Deliveries without an answer for over `seconds`, claimed by this call so that one replica answers each. Throws StoreUnavailable. */
  claimUnanswered(seconds: number, limit: number): Promise<Delivery[]>;
  /** Takes out what was accepted over `hours` ago and answered. Throws StoreUnavailable. */
  forget(hours: number): Promise<void>;
}
