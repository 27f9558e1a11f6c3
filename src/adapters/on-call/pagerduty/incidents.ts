import type { Incident } from '../../../domain/incident.ts';
import type { IncidentSource } from '../../../ports/incident-source.ts';
import { SourceUnavailable } from '../../../ports/on-call-source.ts';
import type { PagerDutyClient } from './client.ts';
import { type IncidentEntry, incidentAnswer, incidentPage } from './responses.ts';

const OPEN = ['triggered', 'acknowledged'];
const OPENERS = { 'include[]': ['first_trigger_log_entries'] };

/** Incidents as PagerDuty has them now. */
export function pagerDutyIncidents(client: PagerDutyClient): IncidentSource {
  return {
    async openIncidents(services) {
      // PagerDuty takes an empty filter for no filter.
      if (services.length === 0) return [];
      const of = services === 'any' ? undefined : services;
      // Without `date_range` only the last month's are listed.
      const query = { ...OPENERS, 'statuses[]': OPEN, 'service_ids[]': of, date_range: 'all' };
      const entries = await client.check().all('/incidents', incidentPage, query);
      const asked = (entry: IncidentEntry) => OPEN.includes(entry.status) && (of === undefined || of.includes(entry.service.id));
      if (!entries.every(asked)) throw new SourceUnavailable('PagerDuty', 'shape');
      return entries.map(incidentOf).toSorted((a, b) => Temporal.Instant.compare(b.openedAt, a.openedAt));
    },

    async incidentById(id) {
      // Anything else would be another path of the API.
      if (!/^[A-Za-z0-9]+$/.test(id)) return undefined;
      const answer = await client.check().one(`/incidents/${id}`, incidentAnswer, OPENERS);
      if (answer && answer.incident.id !== id) throw new SourceUnavailable('PagerDuty', 'shape');
      return answer && incidentOf(answer.incident);
    },
  };
}

function incidentOf(entry: IncidentEntry): Incident {
  const opener = openerOf(entry);
  const resolvedAt = entry.status === 'resolved' ? (entry.resolved_at ?? entry.last_status_change_at) : undefined;
  return {
    id: entry.id,
    number: entry.incident_number,
    title: entry.title,
    status: entry.status,
    urgency: entry.urgency,
    service: { id: entry.service.id, name: entry.service.summary ?? entry.service.id },
    openedAt: entry.created_at,
    ...(resolvedAt && { resolvedAt }),
    ...(opener && { openedBy: opener }),
  };
}

function openerOf({ first_trigger_log_entry: { agent } }: IncidentEntry): Incident['openedBy'] {
  const isUser = agent.type === 'user' || agent.type === 'user_reference';
  return isUser ? { id: agent.id, name: agent.summary ?? agent.id } : undefined;
}
