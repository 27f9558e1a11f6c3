import {
  APPROVE,
  APPROVE_15M,
  ASK_COLLEAGUE,
  BIND_INCIDENT,
  BREAK_GLASS,
  DENY,
  DENY_SUBMIT,
  DETAILS,
  DIGEST_REVIEWED,
  EXTEND,
  FORM_RESOURCE,
  GIVE_BACK,
  GRANTS_PAGE,
  LOCK_DOWN,
  MARK_REVIEWED,
  MARK_ROTATED,
  NUDGE,
  OPEN_FORM,
  READ_AGAIN,
  REVOKE,
  SHOW_VALUES,
  TRY_AGAIN,
  UNLOCK,
  UNLOCK_BUTTONS,
  WHY,
  WITHDRAW,
} from '../blocks/action-ids.ts';
import { UNLOCK_FORM } from '../blocks/unlock-form-window.ts';
import type { IncomingClick, IncomingCommand, IncomingEvent, IncomingShortcut } from '../incoming.ts';
import { answerApprove, answerApproveShort } from './actions/approve-request.ts';
import { answerAskColleague } from './actions/ask-colleague.ts';
import { answerBindIncident } from './actions/bind-incident.ts';
import { answerDeny } from './actions/deny-request.ts';
import { answerGiveBack, answerRevoke } from './actions/end-grant.ts';
import { answerExtend } from './actions/extend-grant.ts';
import { answerGrantsPage } from './actions/grants-page.ts';
import { answerLockDown } from './actions/lock-down.ts';
import { answerDigestReviewed } from './actions/mark-digest.ts';
import { answerMarkReviewed, answerMarkRotated } from './actions/mark-grant.ts';
import { answerPanelUnlock } from './actions/panel-unlock.ts';
import { answerDetails } from './actions/request-details.ts';
import { answerNudge, answerWithdraw } from './actions/requester-clicks.ts';
import { answerShowValues } from './actions/show-values.ts';
import { answerTryAgain } from './actions/try-again.ts';
import { answerWhy } from './actions/why.ts';
import { answerGrants } from './commands/grants.ts';
import { answerNightlatch } from './commands/nightlatch.ts';
import { answerUnlock, answerUnlockForm } from './commands/unlock.ts';
import { channelChanged, channelIdChanged } from './events/channel-changed.ts';
import { homeOpened } from './events/home-opened.ts';
import { personChanged } from './events/person-changed.ts';
import type { Known, KnownEvent, KnownSubmission } from './known.ts';
import { ackUnlockForm, answerFormResource, answerFormShortcut, answerOpenForm } from './unlock-form.ts';
import { DENYING } from './views/deny-reason.ts';

/** By the command's name. */
export const COMMANDS = new Map<string, Known<IncomingCommand>>([
  ['/unlock', { answer: answerUnlock, about: '/unlock', opens: 'unlock' }],
  ['/grants', { answer: answerGrants, about: '/grants', opens: 'grants' }],
  ['/nightlatch', { answer: answerNightlatch, about: '/nightlatch', opens: 'nightlatch' }],
]);

/** By action id. */
export const CLICKS = new Map<string, Known<IncomingClick>>([
  [SHOW_VALUES, { answer: answerShowValues, about: 'Show values', opens: 'reveal' }],
  [READ_AGAIN, { answer: answerShowValues, about: 'Read again', opens: 'reveal' }],
  [GIVE_BACK, { answer: answerGiveBack, about: 'Give back' }],
  [REVOKE, { answer: answerRevoke, about: 'Revoke' }],
  [TRY_AGAIN, { answer: answerTryAgain, about: 'Try again', opens: 'unlock' }],
  [UNLOCK, { answer: answerTryAgain, about: 'Unlock', opens: 'unlock' }],
  [BREAK_GLASS, { answer: answerTryAgain, about: 'Break glass', opens: 'unlock' }],
  [WHY, { answer: answerWhy, about: 'Why?', opens: 'nightlatch' }],
  [ASK_COLLEAGUE, { answer: answerAskColleague, about: 'asking a colleague', opens: 'unlock' }],
  [EXTEND, { answer: answerExtend, about: 'Extend', opens: 'unlock' }],
  [MARK_REVIEWED, { answer: answerMarkReviewed, about: 'Mark reviewed' }],
  [DIGEST_REVIEWED, { answer: answerDigestReviewed, about: 'Mark reviewed' }],
  [MARK_ROTATED, { answer: answerMarkRotated, about: 'Mark rotated' }],
  [GRANTS_PAGE, { answer: answerGrantsPage, about: 'a page of /grants', opens: 'grants' }],
  [LOCK_DOWN, { answer: answerLockDown, about: 'Lock everything down' }],
  [OPEN_FORM, { answer: answerOpenForm, about: 'the form', opens: 'unlock' }],
  [FORM_RESOURCE, { answer: answerFormResource, about: 'the form' }],
  [APPROVE, { answer: answerApprove, about: 'Approve' }],
  [APPROVE_15M, { answer: answerApproveShort, about: 'Approve for 15m' }],
  [DENY, { answer: answerDeny, about: 'Deny', opens: 'deny' }],
  [DETAILS, { answer: answerDetails, about: 'Details', opens: 'details' }],
  [WITHDRAW, { answer: answerWithdraw, about: 'Withdraw' }],
  [BIND_INCIDENT, { answer: answerBindIncident, about: 'the choice of an incident' }],
  [NUDGE, { answer: answerNudge, about: 'Nudge' }],
  ...UNLOCK_BUTTONS.map((id): [string, Known<IncomingClick>] => [
    id,
    { answer: answerPanelUnlock, about: 'Unlock', opens: 'unlock' },
  ]),
]);

/** By the window's callback id. */
export const SUBMISSIONS = new Map<string, KnownSubmission>([
  [UNLOCK_FORM, { answer: answerUnlockForm, about: 'the form', ack: ackUnlockForm }],
  [DENY_SUBMIT, DENYING],
]);

/** By the shortcut's callback id, which the manifest gives it. */
export const SHORTCUTS = new Map<string, Known<IncomingShortcut>>([
  ['open_unlock_form', { answer: answerFormShortcut, about: 'the form', opens: 'unlock' }],
]);

/** By type. */
export const EVENTS = new Map<IncomingEvent['event'], KnownEvent>([
  ['app_home_opened', { happened: homeOpened }],
  ['user_change', { happened: personChanged }],
  ['channel_changed', { happened: channelChanged }],
  ['channel_id_changed', { happened: channelIdChanged }],
]);
