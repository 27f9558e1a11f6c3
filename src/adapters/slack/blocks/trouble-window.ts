import type { Again } from './action-ids.ts';
import type { Window } from './kit.ts';
import { boldLine, line } from './parts.ts';
import { tryAgainButton } from './try-again-button.ts';
import { windowOf } from './window.ts';

/** What failed behind the window. */
export type Trouble = 'database' | 'slack' | 'unexpected';

/** What was being done when it failed. */
export type Doing = 'unlock' | 'show-values' | 'end' | 'list' | 'form';

/** What failed, what is and isn't so now, and what to do next. */
export function troubleWindow(trouble: Trouble, again?: Again, doing: Doing = 'unlock'): Window {
  const consequence = trouble === 'unexpected' ? UNSURE[doing] : SURE[doing];
  return windowOf([boldLine(`${FAILED[trouble]}, so ${consequence.so}.`), line(consequence.next), ...tryAgainButton(again)]);
}

const FAILED: Readonly<Record<Trouble, string>> = {
  database: "The database didn't answer",
  slack: "Slack didn't answer when I asked who you are",
  unexpected: 'Something went wrong that nobody planned for',
};

interface Consequence {
  so: string;
  next: string;
}

const SURE: Readonly<Record<Doing, Consequence>> = {
  unlock: { so: 'nothing was opened', next: 'Try again in a few seconds. What was open before stays open.' },
  'show-values': { so: 'no value was shown', next: 'The grant is as it was. Try again in a few seconds.' },
  end: { so: "it wasn't ended by this click", next: 'Try again in a few seconds. At its time it ends by itself.' },
  list: { so: "I can't list grants", next: 'Nothing changed. Try again in a few seconds.' },
  form: { so: "I can't show the form", next: 'Nothing changed. Type /unlock in a few seconds.' },
};

const UNSURE: Readonly<Record<Doing, Consequence>> = {
  unlock: { so: "I can't say whether it was opened", next: 'Look at /grants before you try again.' },
  'show-values': { so: 'no value is shown', next: 'If values appeared, that read counts. Try again from /grants.' },
  end: { so: "I can't say whether it was ended", next: 'Look at /grants. At its time it ends by itself.' },
  list: { so: "I can't list grants", next: 'Nothing changed. Try again in a few seconds.' },
  form: { so: "I can't show the form", next: 'Nothing changed. Type /unlock in a few seconds.' },
};
