export type IncidentStatus = 'triggered' | 'acknowledged' | 'resolved';

/** Who did something: a person, or the monitoring behind a service. */
export interface Agent {
  type: 'user_reference' | 'service_reference';
  id: string;
  summary: string;
}

export interface LogEntry {
  id: string;
  type: string;
  at: Temporal.Instant;
  agent: Agent;
}

export interface Note {
  id: string;
  content: string;
  user: string;
  at: Temporal.Instant;
}

export interface Incident {
  id: string;
  number: number;
  title: string;
  status: IncidentStatus;
  urgency: 'high' | 'low';
  service: string;
  openedAt: Temporal.Instant;
  changedAt: Temporal.Instant;
  resolvedAt?: Temporal.Instant;
  assignees: string[];
  /** Resolved by being merged into that one. */
  mergedInto?: string;
  log: LogEntry[];
  notes: Note[];
}

/** Something that happened to an incident. */
export interface Happened {
  event: string;
  incident: Incident;
  at: Temporal.Instant;
  agent: Agent;
  note?: Note;
}
