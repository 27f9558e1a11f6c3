import type { Incident } from '../domain/incident.ts';

/** Which incidents are open. */
export interface IncidentSource {
  /** Triggered or acknowledged incidents of these services (`any`: of all), newest first, with their opener. Throws SourceUnavailable. */
  openIncidents(services: readonly string[] | 'any'): Promise<Incident[]>;
  /** The incident as it is now, by the source's id; undefined when there is none. Throws SourceUnavailable. */
  incidentById(id: string): Promise<Incident | undefined>;
}
