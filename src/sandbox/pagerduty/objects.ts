import type { Agent, Incident, LogEntry } from './incident.ts';
import type { Override, Schedule, Shift } from './schedule.ts';
import type { EscalationPolicy, PagerDutyState, PagerDutyUser, Service } from './state.ts';

type Spelled = Record<string, unknown>;
type Kind = 'user' | 'schedule' | 'escalation_policy' | 'service' | 'incident';

const folders: Record<Kind, string> = {
  user: 'users',
  schedule: 'schedules',
  escalation_policy: 'escalation_policies',
  service: 'services',
  incident: 'incidents',
};

export function reference(kind: Kind, id: string, summary: string): Spelled {
  const self = `https://api.pagerduty.com/${folders[kind]}/${id}`;
  return { id, type: `${kind}_reference`, summary, self, html_url: `https://sandbox.pagerduty.com/${folders[kind]}/${id}` };
}

export function userObject(user: PagerDutyUser): Spelled {
  return {
    ...reference('user', user.id, user.name),
    type: 'user',
    name: user.name,
    email: user.email,
    time_zone: user.timezone,
    color: 'purple',
    role: 'user',
    description: null,
    invitation_sent: user.invitationSent,
    job_title: null,
    teams: [],
  };
}

export function userReference(state: PagerDutyState, id: string): Spelled {
  return reference('user', id, state.users.get(id)?.name ?? 'Unknown');
}

/** PagerDuty writes a schedule's times in its own zone, with the offset. */
function localTime(at: Temporal.Instant, zone: string): string {
  return at.toString({ timeZone: zone, smallestUnit: 'second' });
}

export function utc(at: Temporal.Instant, smallestUnit: 'second' | 'millisecond' = 'second'): string {
  return at.toString({ smallestUnit });
}

export function scheduleObject(schedule: Schedule): Spelled {
  const { id, name, timezone } = schedule;
  return {
    ...reference('schedule', id, name),
    type: 'schedule',
    name,
    time_zone: timezone,
    description: '',
    users: [],
    teams: [],
  };
}

/** A shift-based schedule: whose turn it is stands in rotations, and a turn may be nobody's. */
export function shiftBasedObject(state: PagerDutyState, { id, name, timezone, shifts }: Schedule): Spelled {
  const users = [...new Set(shifts.map(({ user }) => user))];
  const members = users.map((user) => ({ type: 'user_member', user: userReference(state, user) }));
  return {
    ...reference('schedule', id, name),
    ...{ type: 'schedule', name, time_zone: timezone },
    rotations: [{ members: [...members, { type: 'empty_member' }] }],
  };
}

export function entryObject(state: PagerDutyState, { user, start, end }: Shift, zone: string): Spelled {
  return { start: localTime(start, zone), end: localTime(end, zone), user: userReference(state, user) };
}

export function overrideObject(state: PagerDutyState, override: Override, zone: string): Spelled {
  return { id: override.id, ...entryObject(state, override, zone) };
}

export function policyObject(state: PagerDutyState, policy: EscalationPolicy): Spelled {
  const target = ({ type, id }: { type: 'schedule' | 'user'; id: string }) =>
    reference(type, id, (type === 'user' ? state.users.get(id) : state.schedules.get(id))?.name ?? '');
  return {
    ...reference('escalation_policy', policy.id, policy.name),
    type: 'escalation_policy',
    name: policy.name,
    num_loops: 0,
    escalation_rules: policy.levels.map((targets, index) => ({
      id: `${policy.id}L${index + 1}`,
      escalation_delay_in_minutes: 15,
      targets: targets.map(target),
    })),
    services: [...state.services.values()]
      .filter((one) => one.policy === policy.id)
      .map(({ id, name }) => reference('service', id, name)),
    teams: [],
  };
}

export function serviceObject(state: PagerDutyState, service: Service): Spelled {
  const open = [...state.incidents.values()].filter((one) => one.service === service.id && one.status !== 'resolved');
  const status = open.some((one) => one.status === 'triggered') ? 'critical' : open.length > 0 ? 'warning' : 'active';
  return {
    ...reference('service', service.id, service.name),
    type: 'service',
    name: service.name,
    description: null,
    status,
    escalation_policy: reference('escalation_policy', service.policy, state.policies.get(service.policy)?.name ?? ''),
  };
}

function agentObject({ type, id, summary }: Agent): Spelled {
  return reference(type === 'user_reference' ? 'user' : 'service', id, summary);
}

export function logEntryObject(entry: LogEntry, incident: Incident, state: PagerDutyState): Spelled {
  const channel = entry.agent.type === 'user_reference' ? { type: 'web_trigger' } : { type: 'api' };
  return {
    id: entry.id,
    type: entry.type,
    summary: entry.type.replaceAll('_', ' '),
    self: `https://api.pagerduty.com/log_entries/${entry.id}`,
    html_url: null,
    created_at: utc(entry.at),
    agent: agentObject(entry.agent),
    channel,
    service: reference('service', incident.service, state.services.get(incident.service)?.name ?? ''),
    incident: reference('incident', incident.id, `[#${incident.number}] ${incident.title}`),
    teams: [],
    contexts: [],
  };
}

/** The incident; who opened it is only in the log entry, which `withTrigger` includes whole. */
export function incidentObject(incident: Incident, state: PagerDutyState, withTrigger: boolean): Spelled {
  const trigger = incident.log.at(-1);
  const triggerObject = trigger === undefined ? null : logEntryObject(trigger, incident, state);
  const triggerReference =
    trigger === undefined ? null : { id: trigger.id, type: 'trigger_log_entry_reference', summary: 'Triggered' };
  const lastAgent = incident.log[0]?.agent;
  const service = reference('service', incident.service, state.services.get(incident.service)?.name ?? '');
  const policy = state.policies.get(state.services.get(incident.service)?.policy ?? '');
  return {
    ...reference('incident', incident.id, `[#${incident.number}] ${incident.title}`),
    type: 'incident',
    incident_number: incident.number,
    title: incident.title,
    description: incident.title,
    created_at: utc(incident.openedAt),
    updated_at: utc(incident.changedAt),
    status: incident.status,
    incident_key: incident.id.toLowerCase(),
    service,
    assignments: (incident.status === 'resolved' ? [] : incident.assignees).map((id) => ({
      at: utc(incident.openedAt),
      assignee: userReference(state, id),
    })),
    assigned_via: 'escalation_policy',
    last_status_change_at: utc(incident.changedAt),
    resolved_at: incident.resolvedAt === undefined ? null : utc(incident.resolvedAt),
    first_trigger_log_entry: withTrigger ? triggerObject : triggerReference,
    alert_counts: { all: 0, triggered: 0, resolved: 0 },
    is_mergeable: true,
    escalation_policy: policy === undefined ? null : reference('escalation_policy', policy.id, policy.name),
    teams: [],
    acknowledgements: [],
    last_status_change_by: lastAgent === undefined ? null : agentObject(lastAgent),
    urgency: incident.urgency,
    resolve_reason: incident.mergedInto === undefined ? null : mergeReason(state, incident.mergedInto),
  };
}

function mergeReason(state: PagerDutyState, into: string): Spelled {
  const { number = 0, title = '' } = state.incidents.get(into) ?? {};
  return { type: 'merge_resolve_reason', incident: reference('incident', into, `[#${number}] ${title}`) };
}
