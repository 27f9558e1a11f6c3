import type { InputsOfPage, PageCalls } from '../../page-api.ts';
import type { Acting } from '../blocks/acting.ts';
import type { Confirm } from '../blocks/block-kit.ts';
import { type Called, call } from './calls.ts';

type Place = Pick<PageCalls['click'], 'as' | 'in'>;

interface Means {
  ask: (confirm: Confirm) => Promise<boolean>;
  report: (called: Called) => void;
  /** What the inputs around it hold, where there are any. */
  read?: () => InputsOfPage;
}

/** How elements act in one message, window or home tab: confirm first if they want it, then tell the sandbox. */
export function actingIn(place: Place, { ask, report, read }: Means): Acting['act'] {
  return async (blockId, element, selected) => {
    if (element.confirm !== undefined && !(await ask(element.confirm))) return;
    const more = { ...(selected === undefined ? {} : { selected }), ...(read === undefined ? {} : { inputs: read() }) };
    report(await call('click', { ...place, blockId, actionId: element.action_id, ...more }));
  };
}
