import { useCallback, useState } from 'react';
import type { PageState } from '../../page-api.ts';
import { type StepName, stepsSeenIn } from './steps-done.ts';

/** The steps that happened in any pane since the page was opened; what was seen once stays done. */
export function useStepsDone(): [ReadonlySet<StepName>, (state: PageState) => void] {
  const [done, setDone] = useState<ReadonlySet<StepName>>(new Set());
  const see = useCallback((state: PageState) => {
    const seen = stepsSeenIn(state);
    setDone((old) => (seen.every((name) => old.has(name)) ? old : new Set([...old, ...seen])));
  }, []);
  return [done, see];
}
