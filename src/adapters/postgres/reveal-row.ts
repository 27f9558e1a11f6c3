import type { Reveal, RevealState } from '../../domain/reveal.ts';
import { instant } from './row-values.ts';

/** A row of `reveals`. */
export interface RevealRow {
  id: string;
  grant_id: string;
  person_id: string;
  slack_id: string;
  variables: string[];
  external_id: string;
  view_id: string | null;
  state: RevealState;
  wipe_at: string;
}

/** The reveal that a row is. */
export function revealOf(row: RevealRow): Reveal {
  const reveal: Reveal = {
    id: row.id,
    grantId: row.grant_id,
    by: { personId: row.person_id, slackId: row.slack_id },
    variables: row.variables,
    externalId: row.external_id,
    state: row.state,
    wipeAt: instant(row.wipe_at),
  };
  return row.view_id === null ? reveal : { ...reveal, viewId: row.view_id };
}
