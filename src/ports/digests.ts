import type { Digest, DigestContent, Week } from '../domain/digest.ts';
import type { DigestId, PersonId } from '../domain/names.ts';

/** Weekly digests, within a transaction. What one tells never changes; only who looked at it is added, once. */
export interface Digests {
  /** The one whose week ended last. */
  latest(): Promise<Digest | undefined>;
  byId(id: DigestId): Promise<Digest | undefined>;
  /** Keeps it, made now. `already-made` when one is kept whose week ended then or later: of two replicas one makes it, and no time is told of twice. */
  keep(week: Week, content: DigestContent): Promise<Digest | 'already-made'>;
  /** Marks it; false when it was marked already, or there is none. */
  markReviewed(id: DigestId, by: { personId: PersonId; name: string }): Promise<boolean>;
}
