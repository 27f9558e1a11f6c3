import type { Grant } from './grant.ts';
import type { KnownIncident } from './incident.ts';

/** What was given in an incident, oldest first; `isCut`: there was more than was read. */
export interface AccessRecord {
  incident: KnownIncident;
  grants: readonly Grant[];
  isCut: boolean;
}
