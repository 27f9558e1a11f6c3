import { type ReactNode, useEffect, useState } from 'react';
import { call } from '../shell/calls.ts';
import { worldTime } from '../shell/use-reader-of.ts';
import { drawClockWithSeconds, drawDay, drawSpan, drawZone } from '../text/draw-time.ts';
import { LeverButton } from './lever-button.tsx';
import type { LeverProps } from './lever-props.ts';

const steps = [
  { name: '+1 min', advance: 'PT1M' },
  { name: '+5 min', advance: 'PT5M' },
  { name: '+1 h', advance: 'PT1H' },
];

/** The world's time, in the viewer's zone, and the buttons that move it on. */
export function ClockLever({ state, seenAt, report }: LeverProps): ReactNode {
  useEverySecond();
  const { timezone } = state.viewer;
  const now = worldTime(state, seenAt);
  const { clockOffsetSeconds: offset } = state.world;
  return (
    <section className="lever" aria-labelledby="lever-clock">
      <h3 id="lever-clock">Clock</h3>
      <p className="clock" data-testid="clock">
        <time dateTime={now.toISOString()}>{drawClockWithSeconds(now, timezone)}</time>
        <span>
          {drawDay(now, timezone)}
          <br />
          {drawZone(timezone)} time
        </span>
      </p>
      <div className="lever-row">
        {steps.map(({ name, advance }) => (
          <LeverButton key={advance} testid={`clock-${advance}`} press={async () => report(await call('clock', { advance }))}>
            {name}
          </LeverButton>
        ))}
      </div>
      <p className="lever-note" data-testid="clock-offset">
        {offset === 0 ? 'Not moved: the same as your machine.' : `${drawSpan(offset)} ahead of your machine.`}
      </p>
    </section>
  );
}

function useEverySecond(): void {
  const [, setTick] = useState(0);
  useEffect(() => {
    const ticking = setInterval(() => setTick((tick) => tick + 1), 1000);
    return () => clearInterval(ticking);
  }, []);
}
