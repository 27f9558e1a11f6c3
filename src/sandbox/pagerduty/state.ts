import { Changes } from '../changes.ts';
import type { Agent, Happened, Incident, IncidentStatus, Note } from './incident.ts';
import { finalShifts, type Override, overlaps, type Schedule, type Shift } from './schedule.ts';
import type { Subscription } from './subscription.ts';

export interface PagerDutyUser {
  id: string;
  name: string;
  email: string;
  timezone: string;
  invitationSent: boolean;
}

export interface EscalationPolicy {
  id: string;
  name: string;
  /** The targets of each level, the first first. */
  levels: { type: 'schedule' | 'user'; id: string }[][];
}

export interface Service {
  id: string;
  name: string;
  policy: string;
}

interface NewIncident {
  id?: string;
  number?: number;
  title: string;
  service: string;
  opener: Agent;
  at: Temporal.Instant;
  assignees?: string[];
  urgency?: Incident['urgency'];
}

/** The account as it stands. */
export class PagerDutyState {
  readonly changes = new Changes();
  readonly users = new Map<string, PagerDutyUser>();
  readonly schedules = new Map<string, Schedule>();
  readonly policies = new Map<string, EscalationPolicy>();
  readonly services = new Map<string, Service>();
  readonly incidents = new Map<string, Incident>();
  readonly subscriptions = new Map<string, Subscription>();
  /** What the next incident is called by that is opened without a number. */
  nextNumber = 42;
  /** Hears what happens to incidents. */
  onHappened: (happened: Happened) => void = () => undefined;
  #ids = 0;

  addSchedule(schedule: Omit<Schedule, 'overrides'>): Schedule {
    const added = { ...schedule, overrides: [] };
    this.schedules.set(schedule.id, added);
    return added;
  }

  /** By id or name; throws when there is none, which is a mistake of the test. */
  schedule(which: string): Schedule {
    const found = this.schedules.get(which) ?? [...this.schedules.values()].find(({ name }) => name === which);
    if (found === undefined) throw new Error(`PagerDuty has no schedule ${which}`);
    return found;
  }

  /** Makes it a shift-based one, as PagerDuty may at any time; its id stays. */
  upgradeSchedule(which: string): Schedule {
    const schedule = this.schedule(which);
    schedule.shiftBased = true;
    this.changes.changed();
    return schedule;
  }

  /** Deletes it, and takes it off every level that it stands on. */
  deleteSchedule(which: string): void {
    const { id } = this.schedule(which);
    this.schedules.delete(id);
    for (const policy of this.policies.values()) {
      policy.levels = policy.levels.map((targets) => targets.filter((target) => target.id !== id));
    }
    this.changes.changed();
  }

  override(schedule: Schedule, shift: Shift): Override {
    const override = { ...shift, id: this.newId('O') };
    schedule.overrides.push(override);
    this.changes.changed();
    return override;
  }

  onCallNow(schedule: Schedule, now: Temporal.Instant): Shift | undefined {
    return finalShifts(schedule).find((shift) => overlaps(shift, now, now));
  }

  /** Who is on call now, and until when once their adjacent shifts are put together. */
  coverNow(schedule: Schedule, now: Temporal.Instant): Shift | undefined {
    const shifts = finalShifts(schedule);
    const first = shifts.find((shift) => overlaps(shift, now, now));
    if (first === undefined) return undefined;
    const cover = { ...first };
    for (const { user, start, end } of shifts) if (user === cover.user && start.equals(cover.end)) cover.end = end;
    return cover;
  }

  openIncident({
    id,
    number = this.nextNumber,
    title,
    service,
    opener,
    at,
    assignees = [],
    urgency = 'high',
  }: NewIncident): Incident {
    const incident: Incident = {
      id: id ?? this.newId('I'),
      number,
      title,
      status: 'triggered',
      urgency,
      service,
      openedAt: at,
      changedAt: at,
      assignees,
      log: [{ id: this.newId('L'), type: 'trigger_log_entry', at, agent: opener }],
      notes: [],
    };
    this.incidents.set(incident.id, incident);
    this.nextNumber = Math.max(this.nextNumber, number + 1);
    this.#happened('incident.triggered', incident, at, opener);
    return incident;
  }

  setStatus(incident: Incident, status: IncidentStatus, at: Temporal.Instant, agent: Agent, mergedInto?: string): void {
    const again = incident.status === 'resolved' ? 'incident.reopened' : 'incident.unacknowledged';
    const event = status === 'triggered' ? again : `incident.${status}`;
    incident.status = status;
    if (mergedInto === undefined) delete incident.mergedInto;
    else incident.mergedInto = mergedInto;
    incident.changedAt = at;
    if (status === 'resolved') incident.resolvedAt = at;
    else delete incident.resolvedAt;
    const type = { triggered: 'unacknowledge_log_entry', acknowledged: 'acknowledge_log_entry', resolved: 'resolve_log_entry' }[
      status
    ];
    incident.log.unshift({ id: this.newId('L'), type, at, agent });
    this.#happened(event, incident, at, agent);
  }

  addNote(incident: Incident, note: Omit<Note, 'id'>): Note {
    const added = { ...note, id: this.newId('N') };
    incident.notes.push(added);
    const agent = { type: 'user_reference' as const, id: note.user, summary: this.users.get(note.user)?.name ?? note.user };
    this.#happened('incident.annotated', incident, note.at, agent, added);
    return added;
  }

  /** Another service's, or other people's, from now on. */
  change(
    incident: Incident,
    changed: Partial<Pick<Incident, 'service' | 'assignees'>>,
    at: Temporal.Instant,
    agent: Agent,
  ): void {
    Object.assign(incident, changed);
    this.#happened(changed.service === undefined ? 'incident.reassigned' : 'incident.service_updated', incident, at, agent);
  }

  #happened(event: string, incident: Incident, at: Temporal.Instant, agent: Agent, note?: Note): void {
    this.changes.changed();
    this.onHappened({ event, incident, at, agent, ...(note && { note }) });
  }

  newId(kind: string): string {
    this.#ids += 1;
    return `P${kind}${String(this.#ids).padStart(5, '0')}`;
  }
}
