import type { FaultKind } from '../../src/domain/evidence.ts';
import type { Incident } from '../../src/domain/incident.ts';
import type { IncidentSource } from '../../src/ports/incident-source.ts';
import { SourceUnavailable } from '../../src/ports/on-call-source.ts';

/** Incidents held in memory; `fail` makes it unable to answer until `heal`. */
export class FakeIncidentSource implements IncidentSource {
  readonly #incidents = new Map<string, Incident>();
  #fault: FaultKind | undefined;

  /** Adds it, or replaces the one with its id. */
  put(incident: Incident): void {
    this.#incidents.set(incident.id, incident);
  }

  /** It knows it no more. */
  forget(id: string): void {
    this.#incidents.delete(id);
  }

  fail(kind: FaultKind): void {
    this.#fault = kind;
  }

  heal(): void {
    this.#fault = undefined;
  }

  async openIncidents(services: readonly string[] | 'any'): Promise<Incident[]> {
    this.#answerOrFail();
    return [...this.#incidents.values()]
      .filter((incident) => incident.status !== 'resolved' && (services === 'any' || services.includes(incident.service.id)))
      .toSorted((a, b) => Temporal.Instant.compare(b.openedAt, a.openedAt));
  }

  async incidentById(id: string): Promise<Incident | undefined> {
    this.#answerOrFail();
    return this.#incidents.get(id);
  }

  #answerOrFail(): void {
    if (this.#fault) throw new SourceUnavailable('PagerDuty', this.#fault);
  }
}
