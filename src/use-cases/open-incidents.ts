import type { Incident } from '../domain/incident.ts';
import type { Policy } from '../domain/policy.ts';
import type { IncidentSource } from '../ports/incident-source.ts';

/** The open incidents of every service that a resource names, newest first. Throws SourceUnavailable. */
export type OpenIncidents = () => Promise<readonly Incident[]>;

/** The same, asked once however often it is called. */
export function openIncidentsOfPolicy(source: IncidentSource, { resources }: Policy): OpenIncidents {
  let asked: Promise<readonly Incident[]> | undefined;
  const services = [...resources.values()].map((resource) => resource.services);
  const all = services.includes('any') ? 'any' : [...new Set(services.flat())];
  return () => {
    asked ??= source.openIncidents(all);
    return asked;
  };
}
