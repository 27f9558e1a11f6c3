import { SourceUnavailable } from '../../../ports/on-call-source.ts';
import { StoreUnavailable } from '../../../ports/store.ts';
import { type AnswerPlace, type AnswersNeeds, tell } from '../answers.ts';
import type { Again } from '../blocks/action-ids.ts';
import type { Window } from '../blocks/kit.ts';
import { type Doing, type Trouble, troubleWindow } from '../blocks/trouble-window.ts';

/** What is being done, for the words when it fails, and what Try again would ask. */
export interface Task {
  doing: Doing;
  again?: Again;
}

/** What `work` found, or the window that says why it couldn't. Never throws. */
export async function attempt<T>(
  needs: AnswersNeeds,
  task: Task,
  work: () => Promise<T>,
): Promise<{ found: T } | { trouble: Window }> {
  try {
    return { found: await work() };
  } catch (error) {
    const trouble = troubleOf(error);
    if (trouble === 'unexpected') needs.log.error('unexpected', { doing: task.doing }, error);
    else needs.log.warn('could not answer', { doing: task.doing, trouble });
    return { trouble: troubleWindow(trouble, task.again, task.doing) };
  }
}

/** Shows at `place` what `find` found or what kept it from finding; undefined is an answer that is already on its way. Whether the person was told. */
export async function conclude(
  needs: AnswersNeeds,
  place: AnswerPlace,
  task: Task,
  find: () => Promise<Window | undefined>,
): Promise<boolean> {
  const result = await attempt(needs, task, find);
  const window = 'trouble' in result ? result.trouble : result.found;
  return window === undefined || tell(needs, place, window);
}

function troubleOf(error: unknown): Trouble {
  if (error instanceof StoreUnavailable) return 'database';
  if (!(error instanceof SourceUnavailable) || error.source !== 'Slack') return 'unexpected';
  return error.kind === 'auth' ? 'slack-refuses' : 'slack';
}
