import type { PageCalls } from '../../page-api.ts';
import type { Acting } from '../blocks/acting.ts';
import type { Confirm } from '../blocks/block-kit.ts';
import { type Called, call } from './calls.ts';

type Place = Pick<PageCalls['click'], 'as' | 'in'>;

/** How elements act in one message or window: confirm first if they want it, then tell the sandbox. */
export function actingIn(
  place: Place,
  ask: (confirm: Confirm) => Promise<boolean>,
  report: (called: Called) => void,
): Acting['act'] {
  return async (blockId, element, selected) => {
    if (element.confirm !== undefined && !(await ask(element.confirm))) return;
    report(
      await call('click', { ...place, blockId, actionId: element.action_id, ...(selected === undefined ? {} : { selected }) }),
    );
  };
}
