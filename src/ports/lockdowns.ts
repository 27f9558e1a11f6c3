import type { Lockdown, LockedBy } from '../domain/lockdown.ts';
import type { PersonId } from '../domain/names.ts';

/** The one lockdown there may be, within a transaction. */
export interface Lockdowns {
  /** The one in force, if any; another may begin meanwhile. */
  current(): Promise<Lockdown | undefined>;
  /** The same, and until this transaction ends none begins and none is lifted: for whatever opens access. */
  hold(): Promise<Lockdown | undefined>;
  /** Begins one, unless one is in force: of two at once one is `first`, and both get that one's. A transaction that took no other lock before. */
  begin(by: LockedBy, reason: string): Promise<{ first: boolean; lockdown: Lockdown }>;
  /** Lifts that one; false when it isn't in force any more. The database refuses it to the person who began it. */
  lift(lockdown: Pick<Lockdown, 'since'>, by: { personId: PersonId; name: string }): Promise<boolean>;
  /** What one would end now: open grants, and requests that wait. */
  atStake(): Promise<{ grants: number; requests: number }>;
}
