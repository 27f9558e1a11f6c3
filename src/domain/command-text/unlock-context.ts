import type { ResourceName } from '../names.ts';
import type { Resource } from '../policy.ts';
import type { UnlockContext } from './parse-unlock.ts';
import type { CallerClock } from './read-clause.ts';

/** What the words of `/unlock` may refer to under a policy with these resources. */
export function unlockContext(resources: ReadonlyMap<ResourceName, Resource>, { now, timezone }: CallerClock): UnlockContext {
  return {
    now,
    timezone,
    resourceNames: [...resources.keys()],
    variablesOf: (name) => [...(resources.get(name)?.variables.keys() ?? [])],
  };
}
