import { arrayOr, objectOr, stringOr } from '../json.ts';
import type { Incident, IncidentStatus, Note } from './incident.ts';
import { incidentObject, logEntryObject, userReference, utc } from './objects.ts';
import { filter, pageOf, passes, timeOf } from './query.ts';
import { invalidInput, notFound } from './refusal.ts';
import { type Asked, type Route, requester } from './route.ts';
import type { PagerDutyState } from './state.ts';

const { compare } = Temporal.Instant;
const statuses = new Set(['acknowledged', 'resolved']);

/** By id or by number. */
function incidentOf({ state, id }: Asked): Incident {
  const found = state.incidents.get(id) ?? [...state.incidents.values()].find(({ number }) => String(number) === id);
  if (found === undefined) throw notFound();
  return found;
}

function withTrigger(query: URLSearchParams): boolean {
  return filter(query, 'include')?.includes('first_trigger_log_entries') ?? false;
}

function listIncidents({ state, clock, query }: Asked): unknown {
  const everything = query.get('date_range') === 'all';
  const since = everything ? undefined : (timeOf(query, 'since') ?? clock.now().subtract({ hours: 30 * 24 }));
  const until = everything ? undefined : timeOf(query, 'until');
  const [wantedStatuses, services, urgencies, users] = ['statuses', 'service_ids', 'urgencies', 'user_ids'].map((name) =>
    filter(query, name),
  );
  const found = [...state.incidents.values()].filter(
    (one) =>
      passes(wantedStatuses, one.status) &&
      passes(services, one.service) &&
      passes(urgencies, one.urgency) &&
      (users === undefined || one.assignees.some((id) => users.includes(id))) &&
      (since === undefined || compare(one.openedAt, since) >= 0) &&
      (until === undefined || compare(one.openedAt, until) <= 0),
  );
  const spelled = sorted(found, query.get('sort_by')).map((one) => incidentObject(one, state, withTrigger(query)));
  return pageOf('incidents', spelled, query);
}

function sorted(incidents: Incident[], by: string | null): Incident[] {
  const [field = 'incident_number', direction = 'asc'] =
    (by ?? '')
      .split(',')[0]
      ?.split(':')
      .filter((one) => one !== '') ?? [];
  const order: Record<string, (a: Incident, b: Incident) => number> = {
    incident_number: (a, b) => a.number - b.number,
    created_at: (a, b) => compare(a.openedAt, b.openedAt),
    resolved_at: (a, b) => compare(a.resolvedAt ?? a.changedAt, b.resolvedAt ?? b.changedAt),
    urgency: (a, b) => a.urgency.localeCompare(b.urgency),
  };
  const compareBy = order[field];
  if (compareBy === undefined) throw invalidInput(`sort_by ${field} is invalid`);
  const ascending = incidents.toSorted(compareBy);
  return direction === 'desc' ? ascending.reverse() : ascending;
}

function noteObject(note: Note, state: PagerDutyState): unknown {
  return {
    id: note.id,
    user: userReference(state, note.user),
    content: note.content,
    created_at: utc(note.at),
    channel: { summary: 'The PagerDuty website or APIs' },
  };
}

function addNote(asked: Asked): unknown {
  const user = requester(asked);
  const content = stringOr(objectOr(asked.body.note).content);
  if (content === undefined || content === '') throw invalidInput("Content can't be blank");
  const note = asked.state.addNote(incidentOf(asked), { content, user: user.id, at: asked.clock.now() });
  return { note: noteObject(note, asked.state) };
}

function changeStatus(asked: Asked, incident: Incident, status: unknown): unknown {
  const user = requester(asked);
  if (typeof status !== 'string' || !statuses.has(status)) throw invalidInput('Status is invalid');
  if (incident.status === 'resolved') throw invalidInput('Incident Already Resolved');
  const agent = { type: 'user_reference' as const, id: user.id, summary: user.name };
  asked.state.setStatus(incident, status as IncidentStatus, asked.clock.now(), agent);
  return incidentObject(incident, asked.state, false);
}

export const incidentRoutes: Route[] = [
  { method: 'GET', path: '/incidents', run: listIncidents },
  {
    method: 'PUT',
    path: '/incidents',
    run: (asked) => ({
      incidents: arrayOr(asked.body.incidents)
        .map(objectOr)
        .map(({ id, status }) => changeStatus(asked, incidentOf({ ...asked, id: String(id) }), status)),
    }),
  },
  {
    method: 'GET',
    path: '/incidents/:id',
    run: (asked) => ({ incident: incidentObject(incidentOf(asked), asked.state, withTrigger(asked.query)) }),
  },
  {
    method: 'PUT',
    path: '/incidents/:id',
    run: (asked) => ({ incident: changeStatus(asked, incidentOf(asked), objectOr(asked.body.incident).status) }),
  },
  {
    method: 'GET',
    path: '/incidents/:id/log_entries',
    run: (asked) => {
      const incident = incidentOf(asked);
      return pageOf(
        'log_entries',
        incident.log.map((entry) => logEntryObject(entry, incident, asked.state)),
        asked.query,
      );
    },
  },
  {
    method: 'GET',
    path: '/incidents/:id/notes',
    run: (asked) => ({ notes: incidentOf(asked).notes.map((note) => noteObject(note, asked.state)) }),
  },
  { method: 'POST', path: '/incidents/:id/notes', status: 200, run: addNote },
];
