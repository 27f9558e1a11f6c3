import type { Asking } from '../../../domain/unlock-form.ts';

/** What a click asks for. Slack sends it back with the button's value. */
export const SHOW_VALUES = 'show_values';
export const GIVE_BACK = 'give_back';
export const REVOKE = 'revoke';
/** Show values from the window of `/grants`. */
export const READ_AGAIN = 'read_again';
/** The holder asks for more time. */
export const EXTEND = 'extend';
/** Somebody else looked at a grant that wants it. */
export const MARK_REVIEWED = 'mark_reviewed';
/** An owner or an auditor looked at a week's digest. */
export const DIGEST_REVIEWED = 'digest_reviewed';
/** What a grant showed was changed where it comes from. */
export const MARK_ROTATED = 'mark_rotated';
/** Writes to whoever is on call. */
export const ASK_COLLEAGUE = 'ask_colleague';
/** The same once more, by the rules for when the normal way can't work. */
export const BREAK_GLASS = 'break_glass';
/** Begins the lockdown, for the reason that its value holds. */
export const LOCK_DOWN = 'lock_down';
export const TRY_AGAIN = 'try_again';
/** Asks for what its value holds, as a Try again button's does. */
export const UNLOCK = 'unlock';
/** Explains a refusal: holds what a Try again button does. */
export const WHY = 'why';
export const GRANTS_PAGE = 'grants_page';

/** Asks for the resource that its value names, in the channel it stands in: one for each place in a panel's row, since no two of a row may be the same. */
export const UNLOCK_BUTTONS: readonly string[] = Array.from({ length: 10 }, (_, index) => `unlock_${index}`);

/** Opens the form for access: with what its value holds as a Try again button's does, or for the resource it names. */
export const OPEN_FORM = 'open_form';
/** The form's choice of a resource, told at once. */
export const FORM_RESOURCE = 'form_resource';

/** What the value of a Try again button holds, as JSON: what was asked, and the channel it was asked in, if it was in one. */
export type Again = Asking & { channel?: string };

/** Which incident a channel is about, chosen in its panel. */
export const BIND_INCIDENT = 'bind_incident';

export const APPROVE = 'approve';
/** Approve, for at most as long as `A_SHORT_WHILE`. */
export const APPROVE_15M = 'approve_15m';
/** Opens the form that asks why. */
export const DENY = 'deny';
/** That form, sent off. */
export const DENY_SUBMIT = 'deny_submit';
export const DETAILS = 'details';
export const WITHDRAW = 'withdraw';
export const NUDGE = 'nudge';

/** What the value of an Ask button holds, as JSON. `channel`: where the access was asked for, if it was in one. */
export interface ColleagueAsked {
  resource: string;
  reason: string;
  channel?: string;
}

/** What the value of a page button holds, as JSON. `page` counts from 0. */
export interface PageAsked {
  words: string;
  page: number;
}
