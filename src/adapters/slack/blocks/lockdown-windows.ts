import type { Lockdown } from '../../../domain/lockdown.ts';
import { sayLockdown } from '../../../domain/say-lockdown.ts';
import { sayRefusal } from '../../../domain/say-refusal.ts';
import type { Reader } from '../../../domain/say-time.ts';
import type { LiftOutcome } from '../../../use-cases/lift-lockdown.ts';
import type { LockdownOffer, LockdownOutcome, LockdownRefused } from '../../../use-cases/lock-down.ts';
import { LOCK_DOWN } from './action-ids.ts';
import type { Window } from './kit.ts';
import { boldLine, button, buttons, line, quotation, smallPrint } from './parts.ts';
import { windowOf } from './window.ts';

const ON_HOST = 'Locking down always works on the host: nightlatch lockdown --because …';
const WITHOUT_ANOTHER = 'Is nobody else an owner? Name one under roles.owners in the policy: that works during a lockdown.';

/** What a lockdown would end, and the button that begins it; or why there is none. */
export function lockdownOfferWindow(offer: LockdownOffer, reader: Reader): Window {
  if (offer.outcome === 'locked-down-already') return already(offer.lockdown, reader);
  if (offer.outcome !== 'offer') return refused(offer.outcome, reader);
  const { grants, requests, reason } = offer;
  return windowOf([
    boldLine(
      `This ends ${counted(grants, 'open grant')} and ${counted(requests, 'request')} that ${requests === 1 ? 'waits' : 'wait'}.`,
    ),
    line("Nothing opens and no value is shown until another owner lifts it. You can't lift it yourself."),
    ...quotation(reason),
    ...buttons('lockdown', button('Lock everything down', LOCK_DOWN, reason, 'danger')),
    ...smallPrint('The audit channel, the approvers and everyone who holds a grant are told, with your reason.'),
  ]);
}

/** That it is in force, or why it isn't. */
export function lockedDownWindow(outcome: LockdownOutcome, reader: Reader): Window {
  if (outcome.outcome === 'locked-down-already') return already(outcome.lockdown, reader);
  if (outcome.outcome !== 'locked-down') return refused(outcome.outcome, reader);
  const { text, help } = sayLockdown(outcome.lockdown, reader);
  return windowOf([
    boldLine(text),
    line('What was open has ended or ends within seconds. /grants all shows it.'),
    ...smallPrint(help),
  ]);
}

/** What became of lifting it. */
export function liftedWindow(outcome: LiftOutcome, reader: Reader): Window {
  switch (outcome.outcome) {
    case 'lifted':
      return windowOf([
        boldLine('The lockdown is lifted.'),
        line('What it ended stays ended. Whoever needs it asks again: /unlock'),
      ]);
    case 'own-lockdown':
      return windowOf([
        boldLine('You began this lockdown, so another owner has to lift it.'),
        line(sayLockdown(outcome.lockdown, reader).text),
        line(WITHOUT_ANOTHER),
      ]);
    case 'not-an-owner':
      return windowOf([
        boldLine('Only owners can lift a lockdown, so nothing was done.'),
        line(`Wake an owner. ${WITHOUT_ANOTHER}`),
      ]);
    case 'ending-still':
      return windowOf([boldLine('Not lifted yet: what was open is still being ended.'), line('Type it again in a few seconds.')]);
    case 'begun-since':
      return windowOf([
        boldLine('Not lifted: this lockdown began after you asked.'),
        line(sayLockdown(outcome.lockdown, reader).text),
        line('If you mean this one, type it again: /nightlatch lift'),
      ]);
    case 'too-late':
      return windowOf([boldLine('Not lifted: it took too long.'), line('Type it again: /nightlatch lift')]);
    case 'not-locked-down':
      return windowOf([boldLine('Nothing is locked down.'), line('So nothing was done.')]);
    default:
      return refused(outcome.outcome, reader);
  }
}

function already(lockdown: Lockdown, reader: Reader): Window {
  const { text, help } = sayLockdown(lockdown, reader);
  return windowOf([boldLine(text), line('So nothing changed now.'), ...smallPrint(help)]);
}

function refused(outcome: LockdownRefused['outcome'], reader: Reader): Window {
  switch (outcome) {
    case 'not-an-owner':
      return windowOf([boldLine('Only owners can do this, so nothing was done.'), line(`Wake an owner. ${ON_HOST}`)]);
    case 'no-reason':
      return windowOf([boldLine('Say why: everybody will read it.'), line('/nightlatch lockdown because a laptop was stolen')]);
    case 'no-policy':
      return windowOf([boldLine(sayRefusal({ code: outcome }, reader).text), line(ON_HOST)]);
    case 'outsider':
      return windowOf([boldLine(sayRefusal({ code: outcome }, reader).text)]);
  }
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
