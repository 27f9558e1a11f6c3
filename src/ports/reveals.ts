import type { GrantId, RevealId } from '../domain/names.ts';
import type { Reveal, RevealState } from '../domain/reveal.ts';

/** Reveals, within a transaction. */
export interface Reveals {
  /** Makes the row in state `opening`; its wipe is due `showForSeconds` from now by the one clock, never past the grant's end. */
  begin(reveal: Omit<Reveal, 'id' | 'state' | 'wipeAt'>, showForSeconds: number): Promise<Reveal>;
  byId(id: RevealId): Promise<Reveal | undefined>;
  /** Moves it if the move is legal from its present state; false when it isn't (somebody else was first). */
  move(id: RevealId, to: RevealState, viewId?: string): Promise<boolean>;
  /** Whether values in the view of that external id were wiped: not where none were shown for certain. */
  wasWipedIn(externalId: string): Promise<boolean>;
  /** Reveals of the grant that count against its `maxReveals`: recorded or later, failed ones too. */
  count(grant: GrantId): Promise<number>;
  /** Unwiped reveals whose wipe is due, or whose grant isn't usable any more; claimed for `leaseSeconds` so that one replica sends each wipe. */
  claimDueWipes(limit: number, leaseSeconds: number): Promise<Reveal[]>;
}
