import { type ReactNode, useState } from 'react';
import type { WorldOfPage } from '../../page-api.ts';
import { Avatar } from '../shell/avatar.tsx';
import { call } from '../shell/calls.ts';
import { drawDayAndClock } from '../text/draw-time.ts';
import { LeverButton } from './lever-button.tsx';
import type { LeverProps } from './lever-props.ts';

type Schedule = WorldOfPage['schedules'][number];

/** Who is on call, and handing the shift to somebody else. */
export function SchedulesLever({ state, report }: LeverProps): ReactNode {
  return (
    <section className="lever" aria-labelledby="lever-schedules">
      <h3 id="lever-schedules">On call</h3>
      <ul className="lever-list">
        {state.world.schedules.map((schedule) => (
          <li key={schedule.id} className="schedule" data-testid="schedule" data-schedule={schedule.id}>
            <OnCall schedule={schedule} timeZone={state.viewer.timezone} />
            <HandOver schedule={schedule} hand={async (user) => report(await call('shift', { schedule: schedule.id, user }))} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function OnCall({ schedule: { name, onCall }, timeZone }: { schedule: Schedule; timeZone: string }): ReactNode {
  return (
    <div className="schedule-now">
      {onCall && <Avatar id={onCall.userId} name={onCall.name} small />}
      <p>
        <b>{onCall?.name ?? 'Nobody'}</b>
        {onCall?.until !== undefined && ` until ${drawDayAndClock(onCall.until, timeZone)}`}
        <span className="schedule-name">{name}</span>
      </p>
    </div>
  );
}

function HandOver({ schedule, hand }: { schedule: Schedule; hand: (user: string) => Promise<void> }): ReactNode {
  const others = schedule.candidates.filter(({ userId }) => userId !== schedule.onCall?.userId);
  const [chosen, setChosen] = useState('');
  const user = others.some(({ userId }) => userId === chosen) ? chosen : (others[0]?.userId ?? '');
  if (user === '') return null;
  return (
    <div className="lever-row">
      <select
        className="field select"
        data-testid="shift-person"
        aria-label={`Next on call on ${schedule.name}`}
        value={user}
        onChange={({ target }) => setChosen(target.value)}
      >
        {others.map(({ userId, name }) => (
          <option key={userId} value={userId}>
            {name}
          </option>
        ))}
      </select>
      <LeverButton testid="shift-hand-over" label={`Hand over ${schedule.name}`} press={() => hand(user)}>
        Hand over
      </LeverButton>
    </div>
  );
}
