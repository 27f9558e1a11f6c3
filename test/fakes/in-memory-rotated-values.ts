import type { ExposedValue, RotatedValues } from '../../src/ports/rotated-values.ts';
import { grantInMemory } from './grant-in-memory.ts';
import type { InMemoryTransaction } from './in-memory-state.ts';

/** Marks of rotated values in memory. */
export function inMemoryRotatedValues(tx: InMemoryTransaction): RotatedValues {
  return {
    async mark(resource, variables, by) {
      const marks = variables.map((variable) => ({ resource, variable, at: tx.now(), by }));
      tx.state.rotations = [...tx.state.rotations, ...marks];
      return [...tx.state.grants.keys()].filter((id) => {
        const grant = grantInMemory(tx, id);
        return grant?.resource === resource && grant.reveals.variables.some((variable) => variables.includes(variable));
      });
    },

    async exposed(limit) {
      const all = exposedIn(tx).toSorted((a, b) => Temporal.Instant.compare(b.seenAt, a.seenAt));
      return { total: all.length, first: all.slice(0, limit) };
    },
  };
}

function exposedIn(tx: InMemoryTransaction): ExposedValue[] {
  const found = new Map<string, ExposedValue>();
  for (const { reveal, recordedAt, failed } of tx.state.reveals.values()) {
    const grant = grantInMemory(tx, reveal.grantId);
    if (!grant || !recordedAt || failed) continue;
    for (const variable of reveal.variables.filter((name) => grant.reveals.exposed.includes(name))) {
      const key = `${grant.resource}/${variable}`;
      const before = found.get(key);
      if (before && Temporal.Instant.compare(before.seenAt, recordedAt) >= 0) continue;
      const person = [...tx.state.people.values()].find(({ id }) => id === reveal.by.personId);
      found.set(key, { resource: grant.resource, variable, seenBy: person?.name ?? '', seenAt: recordedAt });
    }
  }
  return [...found.values()];
}
