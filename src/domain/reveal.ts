import type { GrantId, PersonId, RevealId, SlackUserId, VariableName } from './names.ts';

/** opening: the window is being made ready. recorded: the row and its entry are committed. shown, failed, wiped: what became of it. */
export type RevealState = 'opening' | 'recorded' | 'shown' | 'failed' | 'wiped';

/** The legal moves of a reveal; the database holds the same table. */
export const REVEAL_MOVES: Readonly<Record<RevealState, readonly RevealState[]>> = {
  opening: ['recorded', 'failed', 'wiped'],
  recorded: ['shown', 'failed', 'wiped'],
  shown: ['wiped'],
  failed: ['wiped'],
  wiped: [],
};

/** One showing of values in a secret view. */
export interface Reveal {
  id: RevealId;
  grantId: GrantId;
  by: { personId: PersonId; slackId: SlackUserId };
  variables: readonly VariableName[];
  externalId: string;
  /** Slack's id of the view, once known. */
  viewId?: string;
  state: RevealState;
  wipeAt: Temporal.Instant;
}
