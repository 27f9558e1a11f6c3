import { actorOf, type Json } from '../domain/audit-entry.ts';
import type { Person } from '../domain/person.ts';
import type { Logger } from '../ports/logger.ts';
import { type Store, StoreUnavailable } from '../ports/store.ts';

/**
 * Puts a refusal on record: the first at once, equal ones of that person within the next minute as one entry "n more" later. A store that doesn't
 * answer keeps nobody from the answer: the refusal stands either way.
 */
export async function recordRefusal(
  needs: { store: Store; log: Logger },
  person: Pick<Person, 'id' | 'name'>,
  refused: { code: string; resource?: string; about?: { [key: string]: Json } },
): Promise<void> {
  try {
    await needs.store.transaction(async (tx) => {
      const key = keyOf(refused);
      if ((await tx.refusals.count(person.id, key)) !== 'first') return;
      tx.record({
        kind: 'refused',
        by: actorOf(person),
        about: { code: refused.code, resource: refused.resource, ...refused.about },
      });
    });
  } catch (error) {
    if (!(error instanceof StoreUnavailable)) throw error;
    needs.log.error('refusal not recorded', { code: refused.code }, error);
  }
}

/** Appends "n more" for refusals that were only counted and whose minute is over. */
export async function recordCountedRefusals(needs: { store: Store }): Promise<void> {
  await needs.store.transaction(async (tx) => {
    for (const { personId, personName, key, more } of await tx.refusals.takeDue(100)) {
      tx.record({ kind: 'refused-again', by: actorOf({ id: personId, name: personName }), about: { ...ofKey(key), more } });
    }
  });
}

// Nothing that a person can word freely is part of it: whoever varies their words is counted all the same.
function keyOf(refused: { code: string; resource?: string }): string {
  return refused.resource === undefined ? refused.code : `${refused.code}:${refused.resource}`;
}

function ofKey(key: string): { code: string; resource?: string } {
  const colon = key.indexOf(':');
  return colon === -1 ? { code: key } : { code: key.slice(0, colon), resource: key.slice(colon + 1) };
}
