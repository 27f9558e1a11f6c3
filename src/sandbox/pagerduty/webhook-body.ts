import type { Happened, Incident } from './incident.ts';
import { incidentObject, reference, userReference, utc } from './objects.ts';
import type { PagerDutyState } from './state.ts';
import type { Subscription } from './subscription.ts';

/** As the API lists it: the secret is shown once, when it is made. */
export function subscriptionObject(one: Subscription): Record<string, unknown> {
  return {
    ...{ id: one.id, type: 'webhook_subscription', active: one.active, description: '', events: one.events, filter: one.filter },
    delivery_method: {
      ...{ id: `${one.id}D`, type: 'http_delivery_method', url: one.url, secret: null, custom_headers: [] },
      temporarily_disabled: one.temporarilyDisabled,
    },
  };
}

/** The body of a v3 webhook. An incident is spelled otherwise than in the REST API: `number`, and `assignees` in place of `assignments`. */
export function eventBody(state: PagerDutyState, id: string, { event, incident, at, agent, note }: Happened): string {
  const spelled = incidentObject(incident, state, false);
  const { html_url, title, created_at, service, escalation_policy, urgency, resolve_reason } = spelled;
  const data = note
    ? { id: note.id, type: 'incident_note', content: note.content, trimmed: false, incident: spelledReference(incident) }
    : {
        ...{ id: incident.id, type: 'incident', self: `https://api.pagerduty.com/incidents/${incident.id}`, html_url, title },
        ...{ number: incident.number, status: incident.status, incident_key: incident.id.toLowerCase(), created_at, service },
        ...{ assignees: incident.assignees.map((user) => userReference(state, user)), escalation_policy, teams: [], urgency },
        ...{ priority: null, conference_bridge: null, resolve_reason },
      };
  const type = note ? 'incident_note' : 'incident';
  return JSON.stringify({
    event: {
      ...{ id, event_type: event, resource_type: type, occurred_at: utc(at, 'millisecond') },
      agent: reference(agent.type === 'user_reference' ? 'user' : 'service', agent.id, agent.summary),
      ...{ client: null, data },
    },
  });
}

/** The body of a ping, by which people try a subscription. */
export function pingBody(id: string, at: Temporal.Instant): string {
  const data = { type: 'ping', message: 'Hello from your friend Pagey!' };
  return JSON.stringify({
    event: {
      ...{ id, event_type: 'pagey.ping', resource_type: 'pagey', occurred_at: utc(at, 'millisecond') },
      ...{ agent: null, client: null, data },
    },
  });
}

function spelledReference(incident: Incident): Record<string, unknown> {
  return reference('incident', incident.id, `[#${incident.number}] ${incident.title}`);
}
