import type { Asking } from '../../../domain/unlock-form.ts';

/** What a click asks for. Slack sends it back with the button's value. */
export const SHOW_VALUES = 'show_values';
export const GIVE_BACK = 'give_back';
export const REVOKE = 'revoke';
/** Show values from the window of `/grants`. */
export const READ_AGAIN = 'read_again';
export const TRY_AGAIN = 'try_again';
export const GRANTS_PAGE = 'grants_page';

/** Opens the form for access: with what its value holds as a Try again button's does, or for the resource it names. */
export const OPEN_FORM = 'open_form';
/** The form's choice of a resource, told at once. */
export const FORM_RESOURCE = 'form_resource';

/** What the value of a Try again button holds, as JSON: what was asked, and the channel it was asked in, if it was in one. */
export type Again = Asking & { channel?: string };

/** What the value of a page button holds, as JSON. `page` counts from 0. */
export interface PageAsked {
  words: string;
  page: number;
}
