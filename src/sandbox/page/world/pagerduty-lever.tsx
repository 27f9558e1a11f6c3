import { type ReactNode, useEffect, useState } from 'react';
import type { PagerDutyMode } from '../../page-api.ts';
import { call } from '../shell/calls.ts';
import type { LeverProps } from './lever-props.ts';

const modes: { mode: PagerDutyMode; name: string; says: string }[] = [
  { mode: 'up', name: 'Up', says: 'PagerDuty answers.' },
  { mode: 'hanging', name: 'Hangs', says: 'It takes calls and never answers.' },
  { mode: 'error-502', name: 'Answers 502', says: 'Its front door answers with an HTML error.' },
  { mode: 'rate-limited', name: 'Says: too many requests', says: 'It answers 429 and takes nothing for a while.' },
  { mode: 'nonsense', name: 'Talks nonsense', says: 'It answers 200 with something odd.' },
];

/** How PagerDuty fares. */
export function PagerDutyLever({ state, report }: LeverProps): ReactNode {
  const known = state.world.pagerDuty;
  const [wanted, setWanted] = useState<PagerDutyMode>();
  const now = wanted ?? known;
  // biome-ignore lint/correctness/useExhaustiveDependencies: whatever the sandbox says next settles what was wanted.
  useEffect(() => setWanted(undefined), [known]);
  const set = async (mode: PagerDutyMode): Promise<void> => {
    setWanted(mode);
    const called = await call('pagerduty', { mode });
    if (!called.ok) setWanted(undefined);
    report(called);
  };
  return (
    <fieldset className="lever">
      <legend>PagerDuty</legend>
      <div className="modes">
        {modes.map(({ mode, name }) => (
          <label key={mode} className="mode">
            <input
              type="radio"
              name="pagerduty"
              className="unseen"
              data-testid={`pagerduty-${mode}`}
              checked={mode === now}
              onChange={() => void set(mode)}
            />
            <span>{name}</span>
          </label>
        ))}
      </div>
      <p className={`lever-note${now === 'up' ? '' : ' lever-note-bad'}`}>{modes.find(({ mode }) => mode === now)?.says}</p>
    </fieldset>
  );
}
