import type { Again } from './action-ids.ts';
import type { Window } from './kit.ts';
import { boldLine, line } from './parts.ts';
import { tryAgainButton } from './try-again-button.ts';
import { windowOf } from './window.ts';

/** What failed behind the window. */
export type Trouble = 'database' | 'slack' | 'slack-refuses' | 'unexpected';

/** What was being done when it failed. */
export type Doing =
  | ('unlock' | 'show-values' | 'end' | 'extend' | 'review' | 'rotate' | 'ask-colleague' | 'list' | 'form')
  | ('approve' | 'deny' | 'withdraw' | 'nudge' | 'details' | 'explain' | 'look')
  | 'bind'
  | ('offer-lockdown' | 'lock-down' | 'lift');

/** What failed, what is and isn't so now, and what to do next. */
export function troubleWindow(trouble: Trouble, again?: Again, doing: Doing = 'unlock'): Window {
  const { so, next } = trouble === 'unexpected' ? UNSURE[doing] : SURE[doing];
  const step = trouble === 'slack-refuses' ? MEND : next;
  return windowOf([boldLine(`${FAILED[trouble]}, so ${so}.`), line(step), ...tryAgainButton(again)]);
}

// A token that was revoked, or a scope that was taken away, comes back by nobody's waiting.
const MEND = 'Wake an owner: on the host, nightlatch doctor says what to mend. Until then what was open stays open.';

const FAILED: Readonly<Record<Trouble, string>> = {
  database: "The database didn't answer",
  slack: "Slack didn't answer when I asked who you are",
  'slack-refuses': "Slack didn't accept my token",
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
  extend: { so: "it wasn't extended", next: 'It ends when it did before. Try again in a few seconds.' },
  review: { so: "it wasn't marked as reviewed", next: 'Try again in a few seconds.' },
  rotate: { so: "it wasn't marked as rotated", next: 'Try again in a few seconds.' },
  'ask-colleague': { so: 'nobody was asked', next: 'Try again in a few seconds, or call them.' },
  list: { so: "I can't list grants", next: 'Nothing changed. Try again in a few seconds.' },
  form: { so: "I can't show the form", next: 'Nothing changed. Type /unlock in a few seconds.' },
  approve: { so: 'nothing was approved', next: 'The request waits as before. Click once more in a few seconds.' },
  deny: { so: 'nothing was denied', next: 'The request waits as before. Click once more in a few seconds.' },
  withdraw: { so: "it wasn't withdrawn", next: 'It waits as before. Click once more in a few seconds.' },
  nudge: { so: 'nobody was asked again', next: 'It waits as before. Click once more in a few seconds.' },
  details: { so: "I can't show the details", next: 'Nothing changed. Click once more in a few seconds.' },
  'offer-lockdown': {
    so: 'nothing was locked down',
    next: 'Type it again in a few seconds. While it is away, nothing opens and no value is shown.',
  },
  'lock-down': {
    so: "I can't say whether everything is locked down",
    next: 'Type it again at once: twice does no harm. Or on the host: nightlatch lockdown --because …',
  },
  lift: { so: "I can't say whether it was lifted", next: 'Type it again in a few seconds.' },
  bind: { so: 'this channel is about what it was before', next: 'Try again in a few seconds.' },
  explain: { so: "I can't explain it", next: 'Nothing was asked for. Try again in a few seconds.' },
  look: { so: "I can't tell", next: 'Nothing changed. Try again in a few seconds.' },
};

const LOOK_AT_CARD = 'The card shows it in a moment. If it waits still, click once more.';

const UNSURE: Readonly<Record<Doing, Consequence>> = {
  unlock: { so: "I can't say whether it was opened", next: 'Look at /grants before you try again.' },
  'show-values': { so: 'no value is shown', next: 'If values appeared, that read counts. Try again from /grants.' },
  end: { so: "I can't say whether it was ended", next: 'Look at /grants. At its time it ends by itself.' },
  extend: { so: "I can't say whether it was extended", next: 'Look at /grants before you try again.' },
  review: { so: "I can't say whether it was marked as reviewed", next: 'Look at its card.' },
  rotate: { so: "I can't say whether it was marked as rotated", next: 'Look at /grants exposed.' },
  'ask-colleague': { so: "I can't say whether they were asked", next: 'Better call them.' },
  list: { so: "I can't list grants", next: 'Nothing changed. Try again in a few seconds.' },
  form: { so: "I can't show the form", next: 'Nothing changed. Type /unlock in a few seconds.' },
  approve: { so: "I can't say whether it was approved", next: LOOK_AT_CARD },
  deny: { so: "I can't say whether it was denied", next: LOOK_AT_CARD },
  withdraw: { so: "I can't say whether it was withdrawn", next: LOOK_AT_CARD },
  nudge: { so: "I can't say whether they were asked again", next: LOOK_AT_CARD },
  details: SURE.details,
  'offer-lockdown': {
    so: 'nothing was locked down',
    next: 'Type it again. Or on the host: nightlatch lockdown --because …',
  },
  'lock-down': SURE['lock-down'],
  lift: SURE.lift,
  bind: { so: "I can't say which incident this channel is about", next: 'Look at its panel, or try again.' },
  explain: { so: "I can't explain it", next: 'Nothing was asked for. If it stays, tell whoever runs Nightlatch.' },
  look: { so: "I can't tell", next: 'Nothing was changed by this. If it stays, tell whoever runs Nightlatch.' },
};
