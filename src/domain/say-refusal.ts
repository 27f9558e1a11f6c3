import { closestShortfall } from './closest-shortfall.ts';
import type { Refusal } from './decision.ts';
import { sayList } from './say-list.ts';
import { sayLockdown } from './say-lockdown.ts';
import { exampleFor, sayMistake } from './say-mistake.ts';
import { type Said, sayIncidents, sayShortfall, sayUnanswered } from './say-shortfall.ts';
import { type Reader, sayDuration, sayLastingTime, sayMoment, saySecond } from './say-time.ts';
import { sayUnsettled } from './say-unsettled.ts';

// A process that doesn't hold the policy in force yet says the same, for a second or two.
const NO_POLICY: Said = {
  text: "There's no policy in force, so nothing can be unlocked.",
  help: 'While it changes, that lasts a second or two: try again. If it stays so, tell whoever runs Nightlatch.',
};

const CHANNEL_SHARED: Said = {
  text: 'People of another workspace are in this channel, or invited, so nothing is unlocked from it.',
  help: 'Ask in your own conversation with Nightlatch, or in a channel that is only yours.',
};

/**
 * A refusal in plain words: what is so (`text`) and what to do next (`help`). Plain text without markup; it may repeat the caller's words,
 * names and incident titles, so whoever shows it escapes it. Everyone outside gets the same sentence.
 */
export function sayRefusal(refusal: Refusal, reader: Reader): Said {
  switch (refusal.code) {
    case 'outsider':
      return { text: 'This works only for full members of this workspace.' };
    case 'not-allowed':
      return sayNotAllowed(refusal, reader);
    case 'cannot-tell':
    case 'approvers-unknown':
      return sayUnanswered(refusal.unanswered);
    case 'not-understood':
      return { text: refusal.mistakes.map(sayMistake).join(' '), help: exampleFor(refusal.mistakes) };
    case 'no-policy':
      return NO_POLICY;
    case 'channel-shared':
      return CHANNEL_SHARED;
    case 'locked-down':
      return sayLockdown(refusal.lockdown, reader);
    case 'too-many-requests':
      return sayTooManyRequests(refusal, reader);
    case 'too-many-grants':
      return { text: `You hold ${refusal.limit} grants already, which is the most.`, help: 'Give one back first: /grants' };
    case 'not-settled':
      return sayNotSettled(refusal, reader);
    case 'reason-required':
      return sayReasonRequired(refusal);
    case 'no-break-glass':
      return sayNoBreakGlass(refusal);
    case 'review-overdue':
      return sayReviewOverdue(refusal, reader);
    case 'too-few-approvers':
      return sayTooFewApprovers(refusal);
    case 'at-its-longest':
      return {
        text: `You have had ${refusal.resource} since ${sayLastingTime(refusal.since, reader)}. ${sayDuration(refusal.atMost)} is the most.`,
        help: 'In its last ten minutes you can ask for it anew.',
      };
    case 'unknown-resource':
      return sayUnknownResource(refusal);
    case 'unknown-variable':
      return sayUnknownVariable(refusal);
    case 'unknown-incident':
      return sayUnknownIncident(refusal);
  }
}

function sayNotAllowed(refusal: Extract<Refusal, { code: 'not-allowed' }>, reader: Reader): Said {
  const closest = closestShortfall(refusal.shortfalls);
  if (closest) return sayShortfall(closest.because, refusal.resource, reader);
  return { text: `No rule opens ${refusal.resource} for you.`, help: 'Ask an owner which rule would.' };
}

function sayNotSettled({ resource, unsettled }: Extract<Refusal, { code: 'not-settled' }>, reader: Reader): Said {
  const text = `${sayUnsettled(unsettled, reader)} So it opens ${resource} only with somebody's yes, and the policy names nobody.`;
  return { text, help: 'Wake an owner: the resource needs approvers.' };
}

function sayReviewOverdue({ of, since, reviewers }: Extract<Refusal, { code: 'review-overdue' }>, reader: Reader): Said {
  return {
    text: `Nobody has reviewed your use of ${of} yet. That was due ${sayMoment(since, reader)}.`,
    help: `Ask ${sayList(reviewers, 'or') || 'a reviewer'} to press Mark reviewed in the audit channel, then try again.`,
  };
}

function sayNoBreakGlass({ resource }: Extract<Refusal, { code: 'no-break-glass' }>): Said {
  const text = `${resource} can't be opened by break-glass: none of its rules has it.`;
  return { text, help: `Try the normal way: /unlock ${resource}` };
}

function sayReasonRequired({ resource }: Extract<Refusal, { code: 'reason-required' }>): Said {
  return { text: `${resource} needs a reason.`, help: `For example: /unlock ${resource} because replica lag` };
}

function sayTooFewApprovers({ resource, count, found }: Extract<Refusal, { code: 'too-few-approvers' }>): Said {
  const needed = `${resource} needs a yes from ${count === 1 ? 'somebody else' : `${count} others`}`;
  const [first] = found;
  const text = first ? `${needed}, and only ${sayList(found, 'and')} can give one.` : `${needed}, and nobody can give one.`;
  return { text, help: 'Wake an owner: the policy needs more approvers.' };
}

function sayTooManyRequests(refusal: Extract<Refusal, { code: 'too-many-requests' }>, reader: Reader): Said {
  const { perMinute, opensAt } = refusal;
  const when = opensAt ? `from ${saySecond(opensAt, reader.timezone)}` : 'in a minute';
  return { text: `That's more than ${perMinute} requests in a minute.`, help: `Try again ${when}.` };
}

function sayUnknownResource(refusal: Extract<Refusal, { code: 'unknown-resource' }>): Said {
  const help = didYouMean(refusal.nearest) ?? '/unlock alone lists what there is.';
  return { text: `There's no resource “${refusal.word}”.`, help };
}

function sayUnknownVariable(refusal: Extract<Refusal, { code: 'unknown-variable' }>): Said {
  const instead = didYouMean(refusal.nearest) ?? 'Leave it out to get all that the rule gives.';
  const help = `${instead} If it belongs to the reason, write it after because.`;
  return { text: `${refusal.resource} has no variable ${refusal.word}.`, help };
}

function sayUnknownIncident(refusal: Extract<Refusal, { code: 'unknown-incident' }>): Said {
  const text = `${refusal.name} isn't an open incident of ${refusal.resource}.`;
  if (refusal.open.length === 0) return { text, help: 'None is open right now.' };
  return { text, help: `Open ${refusal.open.length === 1 ? 'is' : 'are'} ${sayIncidents(refusal.open)}.` };
}

function didYouMean(nearest: readonly string[]): string | undefined {
  return nearest.length > 0 ? `Did you mean ${sayList(nearest, 'or')}?` : undefined;
}
