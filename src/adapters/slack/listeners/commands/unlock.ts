import { sayRefusal } from '../../../../domain/say-refusal.ts';
import type { RequestOutcome } from '../../../../use-cases/request-access.ts';
import type { Again } from '../../blocks/action-ids.ts';
import { grantWindow } from '../../blocks/grant-window.ts';
import { helpWindow } from '../../blocks/help-windows.ts';
import type { Window } from '../../blocks/kit.ts';
import { refusalWindow } from '../../blocks/refusal-window.ts';
import { requestWindow } from '../../blocks/request-window.ts';
import { checkingWindow } from '../../blocks/waiting-windows.ts';
import { type IncomingAsk, type IncomingCommand, type IncomingSubmission, windowIdOf } from '../../incoming.ts';
import { placeIn, windowToTurn } from '../click-place.ts';
import { conclude } from '../conclude.ts';
import type { ListenerNeeds } from '../listener-needs.ts';
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
  const place = { ...(again.channel === undefined ? {} : { channel: again.channel }), ...placeIn(turned, from) };
  return conclude(needs, place, { doing: 'unlock', again }, async () => {
    // Only a window that is surely there becomes the grant's card; any other answer is drawn below, where it can fall back to a message.
    const window = turned.state === 'open' ? { windowExternalId: turned.externalId } : {};
    // Asked from nowhere in particular, it was asked in their own conversation with the bot.
    const { channel = from.user, ...asking } = again;
    const outcome = await needs.verbs.requestAccess({ slackId: from.user, ...asking, channel, ...window });
    return windowFor(needs, outcome, turned, from.user, again);
  });
}

async function windowFor(
  needs: ListenerNeeds,
  outcome: RequestOutcome,
  turned: Turned,
  user: string,
  again: Again,
): Promise<Window | undefined> {
  switch (outcome.outcome) {
    case 'help':
      return helpWindow(outcome.resources, outcome.reader);
    case 'refused':
      return (await mendedInForm(needs, outcome, turned, again))
        ? undefined
        : refusalWindow(outcome.because, outcome.reader, again);
    case 'granted': {
      const { grant, reader, alreadyOpen } = outcome;
      needs.kickCards();
      if (turned.state === 'open' && !alreadyOpen) return undefined;
      const content = { grant, resource: needs.policy.current()?.resources.get(grant.resource), now: reader.now };
      return grantWindow(content, { slackId: user, timezone: reader.timezone }, alreadyOpen ? 'already-open' : undefined);
    }
  }
}

// A reason that is missing can be given at once: the window becomes the form, with all that was asked in it.
async function mendedInForm(
  needs: ListenerNeeds,
  { because, reader }: Extract<RequestOutcome, { outcome: 'refused' }>,
  turned: Turned,
  again: Again,
): Promise<boolean> {
  const policy = needs.policy.current();
  if (because.code !== 'reason-required' || turned.state !== 'open' || !policy) return false;
  const offer = { resources: policy.resources, reader };
  return showForm(needs, turned.externalId, offer, again, sayRefusal(because, reader).text);
}
