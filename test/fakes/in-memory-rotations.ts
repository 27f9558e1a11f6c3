import type { Rotations } from '../../src/ports/rotations.ts';
import { grantInMemory } from './grant-in-memory.ts';
import type { InMemoryTransaction } from './in-memory-state.ts';

/** Marks of rotated values in memory. */
export function inMemoryRotations(tx: InMemoryTransaction): Rotations {
  return {
    async mark(resource, variables, by) {
      const marks = variables.map((variable) => ({ resource, variable, at: tx.now(), by: by.name }));
      tx.state.rotations = [...tx.state.rotations, ...marks];
      return [...tx.state.grants.keys()].filter((id) => {
        const grant = grantInMemory(tx, id);
        return grant?.resource === resource && grant.reveals.variables.some((variable) => variables.includes(variable));
      });
    },
  };
}
