import type { AnswersNeeds } from '../answers.ts';
import type { Window } from '../blocks/kit.ts';
import { SlackFault } from '../slack-fault.ts';
import { openWindow, updateWindow, type ViewNow } from '../windows.ts';

/** `open` with the view as it is now; `unsure` when Slack didn't say; `none` when there is no window to answer in. */
export type Turned =
  | { state: 'open'; externalId: string; view: ViewNow }
  | { state: 'unsure'; externalId: string }
  | { state: 'none' };

/** Which window answers: the one of that name that was clicked in, or else a new one by the trigger. */
export type WindowAsked = { clickedIn: string } | { triggerId: string; externalId: string };

/** Turns the window clicked in, or a new one, to `waiting`. Slack kills the trigger after 3 s, so this comes before any look-up. Never throws. */
export async function turnWindow(needs: AnswersNeeds, asked: WindowAsked, waiting: Window): Promise<Turned> {
  const { interactive } = needs.clients;
  const externalId = 'clickedIn' in asked ? asked.clickedIn : asked.externalId;
  try {
    const view =
      'clickedIn' in asked
        ? await updateWindow(interactive, externalId, waiting)
        : await openWindow(interactive, asked.triggerId, externalId, waiting);
    return { state: 'open', externalId, view };
  } catch (error) {
    if (!(error instanceof SlackFault)) {
      needs.log.error('window failed', {}, error);
      return { state: 'none' };
    }
    needs.log.warn('window not turned', { method: error.method, code: error.code });
    // After no answer, or a limit met by an update, the window may well be there.
    const mayBeThere = error.kind === 'unavailable' || ('clickedIn' in asked && error.kind !== 'gone');
    return mayBeThere ? { state: 'unsure', externalId } : { state: 'none' };
  }
}
