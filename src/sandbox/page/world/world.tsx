import { type ReactNode, useState } from 'react';
import type { Called } from '../shell/calls.ts';
import { Toast } from '../shell/toast.tsx';
import { ClockLever } from './clock-lever.tsx';
import { GroupsLever } from './groups-lever.tsx';
import { IncidentsLever } from './incidents-lever.tsx';
import type { LeverProps } from './lever-props.ts';
import { PagerDutyLever } from './pagerduty-lever.tsx';
import { PeopleLever } from './people-lever.tsx';
import { SchedulesLever } from './schedules-lever.tsx';

/** The world around the bot, and the levers that move it. */
export function World({ state, seenAt, go }: Pick<LeverProps, 'state' | 'seenAt' | 'go'>): ReactNode {
  const [refused, setRefused] = useState<string>();
  const report = (called: Called): void => setRefused(called.ok ? undefined : called.error);
  const given = { state, seenAt, report, go };
  return (
    <aside className="world" aria-label="The world" data-testid="world">
      <header className="world-head">
        <h2>The world</h2>
        <p>Everything around the bot is yours to move.</p>
      </header>
      <ClockLever {...given} />
      <SchedulesLever {...given} />
      <IncidentsLever {...given} />
      <PagerDutyLever {...given} />
      <PeopleLever {...given} />
      <GroupsLever {...given} />
      <div className="toasts">
        {refused !== undefined && <Toast from="Sandbox" text={refused} leave={() => setRefused(undefined)} />}
      </div>
    </aside>
  );
}
