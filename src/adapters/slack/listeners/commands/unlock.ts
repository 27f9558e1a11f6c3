import { sayRefusal } from '../../../../domain/say-refusal.ts';
import type { RequestOutcome } from '../../../../use-cases/request-access.ts';
import type { Again } from '../../blocks/action-ids.ts';
import { checkingWindow } from '../../blocks/waiting-windows.ts';
import { type IncomingAsk, type IncomingCommand, type IncomingSubmission, windowIdOf } from '../../incoming.ts';
import { channelOf } from '../again.ts';
import { placeIn, windowToTurn } from '../click-place.ts';
import { conclude } from '../conclude.ts';
import type { ListenerNeeds } from '../listener-needs.ts';
import { outcomeWindow } from '../outcome-window.ts';
import { type Turned, turnWindow } from '../turn-window.ts';
import { askedIn, isBlank, openForm, showForm } from '../unlock-form.ts';

/** `/unlock`: a window at once, then what the policy says in it; without words the form. Whether the person was told. */
export function answerUnlock(needs: ListenerNeeds, command: IncomingCommand): Promise<boolean> {
  return decideInWindow(needs, command, { words: unescaped(command.words), channel: command.channel });
}

/** The form was sent off: its window waits, then says what the policy says. Whether the person was told. */
export function answerUnlockForm(needs: ListenerNeeds, submission: IncomingSubmission): Promise<boolean> {
  return decideInWindow(needs, submission, askedIn(submission));
}

// Slack escapes these three in what was typed; the reason is kept as it was meant.
function unescaped(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

/** Asks for access as `again` says, in the window it comes from or in a new one. */
export async function decideInWindow(needs: ListenerNeeds, from: IncomingAsk, again: Again): Promise<boolean> {
  if (isBlank(again)) return openForm(needs, from, again);
  const turned = await turnWindow(needs, windowToTurn(from, windowIdOf('unlock', from.key)), checkingWindow(again));
  // A click in a window comes from no channel; the words were typed in one.
  const place = { ...channelOf(again), ...placeIn(turned, from) };
  return conclude(needs, place, { doing: 'unlock', again }, async () => {
    // Only a window that is surely there becomes the grant's card; any other answer is drawn below, where it can fall back to a message.
    const window = turned.state === 'open' ? { windowExternalId: turned.externalId } : {};
    const outcome = await needs.verbs.requestAccess({ slackId: from.user, ...again, ...window });
    if (await mendedInForm(needs, outcome, turned, again)) return undefined;
    return outcomeWindow(needs, outcome, turned, from.user, again);
  });
}

// A reason that is missing can be given at once: the window becomes the form, with all that was asked in it.
async function mendedInForm(needs: ListenerNeeds, outcome: RequestOutcome, turned: Turned, again: Again): Promise<boolean> {
  const policy = needs.policy.current();
  if (outcome.outcome !== 'refused' || outcome.because.code !== 'reason-required') return false;
  if (turned.state !== 'open' || !policy) return false;
  const { because, reader } = outcome;
  const offer = { resources: policy.resources, reader };
  return showForm(needs, turned.externalId, offer, again, sayRefusal(because, reader).text);
}
