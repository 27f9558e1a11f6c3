import type { GrantId, PersonId, ResourceName, VariableName } from '../domain/names.ts';

/** When values were marked as rotated, within a transaction. A grant's own `reveals.exposed` shows what is here. */
export interface Rotations {
  /** From now on these values that were shown before count as rotated. The grants of the resource that showed one of them: of each value the newest 200. */
  mark(resource: ResourceName, variables: readonly VariableName[], by: { personId: PersonId; name: string }): Promise<GrantId[]>;
}
