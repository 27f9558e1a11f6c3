/** An incident as its source says it is now. `number` is what people call it by (`INC-42`). */
export interface Incident {
  id: string;
  number: number;
  title: string;
  status: 'triggered' | 'acknowledged' | 'resolved';
  urgency: string;
  service: { id: string; name: string };
  openedAt: Temporal.Instant;
  resolvedAt?: Temporal.Instant;
  /** The source's user who triggered it; absent when a monitor or an integration did. */
  openedBy?: { id: string; name: string };
}

/** An incident as its source last said it is; `gone`: it knows it no more. One that was merged into another is resolved. */
export interface KnownIncident extends Omit<Incident, 'status'> {
  status: Incident['status'] | 'gone';
  /** When its source was asked. */
  readAt: Temporal.Instant;
}

/** Whether it opens nothing any more: it was resolved, which a merged one is too, or its source knows it no more. */
export function isOver({ status }: Pick<KnownIncident, 'status'>): boolean {
  return status === 'resolved' || status === 'gone';
}

/** Which incident a request names: `INC-42` and `42` are numbers, anything else is the source's own id. */
export type IncidentName = { number: number } | { id: string };

/** `INC-42`, as it is said everywhere. */
export function incidentLabel(incident: { number: number }): string {
  return `INC-${incident.number}`;
}
