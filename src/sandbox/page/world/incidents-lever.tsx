import type { ReactNode } from 'react';
import type { WorldOfPage } from '../../page-api.ts';
import { call } from '../shell/calls.ts';
import { drawDayAndClock } from '../text/draw-time.ts';
import { LeverButton } from './lever-button.tsx';
import type { LeverProps } from './lever-props.ts';
import { OpenIncident } from './open-incident.tsx';

type Incident = WorldOfPage['incidents'][number];

/** The incidents, and opening, acknowledging and resolving them. */
export function IncidentsLever({ state, report }: LeverProps): ReactNode {
  const move = async (id: string, status: 'acknowledged' | 'resolved'): Promise<void> =>
    report(await call('incident', { id, status }));
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
      <OpenIncident state={state} open={async (open) => report(await call('incident', { open }))} />
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
