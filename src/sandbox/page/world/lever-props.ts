import type { PageState } from '../../page-api.ts';
import type { Called } from '../shell/calls.ts';

/** What every lever is given. */
export interface LeverProps {
  state: PageState;
  seenAt: number;
  report: (called: Called) => void;
  /** Shows the first person that conversation. */
  go: (conversation: string) => void;
}
