import type { GrantId, PersonName } from '../domain/names.ts';

/** Grants that ended with their holder's shift and of which whoever came on call is to be told once, within a transaction. */
export interface HandOffs {
  /** To be offered from now on; false when it was noted already. */
  note(grant: GrantId): Promise<boolean>;
  /** Those not offered yet whose try is due; the next one is `leaseSeconds` from now, so that one replica takes each. */
  claim(limit: number, leaseSeconds: number): Promise<GrantId[]>;
  /** Offered to these, or to nobody, for good; false when it was offered before. */
  offered(grant: GrantId, to: readonly PersonName[]): Promise<boolean>;
}
