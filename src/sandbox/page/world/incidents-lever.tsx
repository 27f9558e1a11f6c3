import type { ReactNode } from 'react';
import type { WorldOfPage } from '../../page-api.ts';
import { call } from '../shell/calls.ts';
import { drawDayAndClock } from '../text/draw-time.ts';
import { ChannelOfIncident } from './channel-of-incident.tsx';
import { LeverButton } from './lever-button.tsx';
import type { LeverProps } from './lever-props.ts';
import { OpenIncident } from './open-incident.tsx';

type Incident = WorldOfPage['incidents'][number];
type Move = (id: string, status: Incident['status']) => Promise<void>;

/** The incidents with their channels, and opening, acknowledging, resolving and reopening them. */
export function IncidentsLever({ state, report, go }: LeverProps): ReactNode {
  const move: Move = async (id, status) => report(await call('incident', { id, status }));
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
            <ChannelOfIncident number={incident.number} state={state} report={report} go={go} />
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

function IncidentMoves({ incident: { id, number, status }, move }: { incident: Incident; move: Move }): ReactNode {
  const name = `INC-${number}`;
  const button = (testid: string, words: string, to: Incident['status']): ReactNode => (
    <LeverButton testid={testid} label={`${words} ${name}`} press={() => move(id, to)}>
      {words}
    </LeverButton>
  );
  return (
    <div className="lever-row">
      {status === 'triggered' && button('incident-acknowledge', 'Acknowledge', 'acknowledged')}
      {status === 'resolved'
        ? button('incident-reopen', 'Reopen', 'triggered')
        : button('incident-resolve', 'Resolve', 'resolved')}
    </div>
  );
}
