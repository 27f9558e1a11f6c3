import { type FormEvent, type ReactNode, useState } from 'react';
import type { PageState, WorldOfPage } from '../../page-api.ts';
import { call } from '../shell/calls.ts';
import { drawDayAndClock } from '../text/draw-time.ts';
import { LeverButton } from './lever-button.tsx';
import type { LeverProps } from './lever-props.ts';

type Incident = WorldOfPage['incidents'][number];

/** The incidents, and opening, acknowledging and resolving them. */
export function IncidentsLever({ state, report }: LeverProps): ReactNode {
  const move = async (id: string, status: 'acknowledged' | 'resolved'): Promise<void> =>
    report(await call('incident', { id, status }));
  const open = async (title: string, service: string, by: string): Promise<void> => {
    report(await call('incident', { open: { title, service, by } }));
  };
  return (
    <section className="lever" aria-labelledby="lever-incidents">
      <h3 id="lever-incidents">Incidents</h3>
      {state.world.incidents.length === 0 && <p className="lever-note">None. Everything is quiet.</p>}
      <ul className="lever-list">
        {state.world.incidents.map((incident) => (
          <li
            key={incident.id}
            className="incident"
            data-testid="incident"
            data-incident={incident.id}
            data-status={incident.status}
          >
            <IncidentLine incident={incident} timeZone={state.viewer.timezone} />
            <IncidentMoves incident={incident} move={move} />
          </li>
        ))}
      </ul>
      <OpenIncident state={state} open={open} />
    </section>
  );
}

function IncidentLine({ incident, timeZone }: { incident: Incident; timeZone: string }): ReactNode {
  return (
    <div className="incident-line">
      <p className="incident-title">
        <b>INC-{incident.number}</b> {incident.title}
      </p>
      <p className="incident-about">
        <span className={`status status-${incident.status}`}>{incident.status}</span>
        {incident.service} · {drawDayAndClock(incident.openedAt, timeZone)}
      </p>
    </div>
  );
}

function IncidentMoves({
  incident,
  move,
}: {
  incident: Incident;
  move: (id: string, status: 'acknowledged' | 'resolved') => Promise<void>;
}): ReactNode {
  if (incident.status === 'resolved') return null;
  const name = `INC-${incident.number}`;
  return (
    <div className="lever-row">
      {incident.status === 'triggered' && (
        <LeverButton testid="incident-acknowledge" label={`Acknowledge ${name}`} press={() => move(incident.id, 'acknowledged')}>
          Acknowledge
        </LeverButton>
      )}
      <LeverButton testid="incident-resolve" label={`Resolve ${name}`} press={() => move(incident.id, 'resolved')}>
        Resolve
      </LeverButton>
    </div>
  );
}

function OpenIncident({
  state,
  open,
}: {
  state: PageState;
  open: (title: string, service: string, by: string) => Promise<void>;
}): ReactNode {
  const { services } = state.world;
  const [title, setTitle] = useState('');
  const [service, setService] = useState('');
  const chosen = service === '' ? (services[0]?.id ?? '') : service;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void open(title.trim() === '' ? 'Something is slow' : title.trim(), chosen, state.viewer.id).then(() => setTitle(''));
  };
  return (
    <details className="open-incident">
      <summary data-testid="incident-open-form">Open another</summary>
      <form onSubmit={submit}>
        <input
          className="field"
          aria-label="Incident title"
          placeholder="Something is slow"
          value={title}
          onChange={({ target }) => setTitle(target.value)}
        />
        <select className="field select" aria-label="Service" value={chosen} onChange={({ target }) => setService(target.value)}>
          {services.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
        <button type="submit" className="button button-plain" data-testid="incident-open">
          Open as {state.viewer.name}
        </button>
      </form>
    </details>
  );
}
