import type { Grant, Review } from '../domain/grant.ts';
import type { GrantId, PersonId } from '../domain/names.ts';

/** Reviews of grants, within a transaction. A grant's own `review` shows what is here. */
export interface Reviews {
  /** Somebody is to look at that grant, by `dueAt`. Once a grant; anew where it was done already and the grant was extended since. */
  add(grant: GrantId, review: Omit<Review, 'done'>): Promise<void>;
  /** Marks it; false when it was marked already, there is none, or `by` is the grant's holder (the database refuses that too). */
  mark(grant: GrantId, by: { personId: PersonId; name: string }): Promise<boolean>;
  /** Grants held by that person whose review is overdue and not done, longest overdue first. */
  overdueOf(holder: PersonId): Promise<Grant[]>;
  /** Grants of broken glass whose review isn't done, overdue or not: how many, and the `limit` that are due first. */
  unreviewedGlass(limit: number): Promise<{ total: number; first: Grant[] }>;
  /** Grants whose review is overdue, not done, and wasn't told of within the last `everySeconds`; told of by this call, locked, skipping others'. */
  claimToTell(everySeconds: number, limit: number): Promise<Grant[]>;
}
