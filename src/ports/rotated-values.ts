import type { GrantId, PersonId, PersonName, ResourceName, VariableName } from '../domain/names.ts';

/** A value that was shown and that nobody has marked rotated since. */
export interface ExposedValue {
  resource: ResourceName;
  variable: VariableName;
  /** Who saw it last, as the policy called them, and when. */
  seenBy: PersonName;
  seenAt: Temporal.Instant;
}

/** When values were marked as rotated, within a transaction. A grant's own `reveals.exposed` shows what is here. */
export interface RotatedValues {
  /** From now on these values that were shown before count as rotated. The grants of the resource that showed one of them: of each value the newest 200. */
  mark(resource: ResourceName, variables: readonly VariableName[], by: { personId: PersonId; name: string }): Promise<GrantId[]>;
  /** Values that are exposed: how many, and the `limit` seen last. Of each the newest ten grants that showed it say who saw it last. */
  exposed(limit: number): Promise<{ total: number; first: ExposedValue[] }>;
}
