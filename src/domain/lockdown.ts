import type { PersonId, SlackUserId } from './names.ts';

/** Nothing opens and nothing is shown while it is in force; another person than who began it lifts it. */
export interface Lockdown {
  since: Temporal.Instant;
  by: LockedBy;
  reason: string;
}

/** An owner with the account they did it from, or somebody on the host, who is no person here. */
export interface LockedBy {
  /** As others see them, or `user@host`. */
  name: string;
  account?: { personId: PersonId; slackId: SlackUserId };
}
