import type { Delivery } from '../../../ports/deliveries.ts';
import { tell } from '../answers.ts';
import { GIVE_BACK, GRANTS_PAGE, READ_AGAIN, REVOKE, SHOW_VALUES, TRY_AGAIN } from '../blocks/action-ids.ts';
import { unknownClickWindow } from '../blocks/stray-click-windows.ts';
import { visibleLine } from '../blocks/text.ts';
import { troubleWindow } from '../blocks/trouble-window.ts';
import { type IncomingClick, type IncomingCommand, windowIdOf } from '../incoming.ts';
import { answerGiveBack, answerRevoke } from './actions/end-grant.ts';
import { answerGrantsPage } from './actions/grants-page.ts';
import { answerShowValues } from './actions/show-values.ts';
import { answerTryAgain } from './actions/try-again.ts';
import { placeOf, windowClickedIn } from './click-place.ts';
import { answerGrants } from './commands/grants.ts';
import { answerUnlock } from './commands/unlock.ts';
import type { ListenerNeeds } from './listener-needs.ts';

/** Does what was asked and tells the person; whether they were told. */
type Answering<From> = (needs: ListenerNeeds, from: From) => Promise<boolean>;
type WindowKind = Parameters<typeof windowIdOf>[0];

interface Known<From> {
  answer: Answering<From>;
  /** In a few words, for an answer after a crash. */
  about: string;
  /** The window it opens where it wasn't clicked in one. */
  opens?: WindowKind;
}

const COMMANDS = new Map<string, Known<IncomingCommand>>([
  ['/unlock', { answer: answerUnlock, about: '/unlock', opens: 'unlock' }],
  ['/grants', { answer: answerGrants, about: '/grants', opens: 'grants' }],
]);

const CLICKS = new Map<string, Known<IncomingClick>>([
  [SHOW_VALUES, { answer: answerShowValues, about: 'Show values', opens: 'reveal' }],
  [READ_AGAIN, { answer: answerShowValues, about: 'Read again', opens: 'reveal' }],
  [GIVE_BACK, { answer: answerGiveBack, about: 'Give back' }],
  [REVOKE, { answer: answerRevoke, about: 'Revoke' }],
  [TRY_AGAIN, { answer: answerTryAgain, about: 'Try again', opens: 'unlock' }],
  [GRANTS_PAGE, { answer: answerGrantsPage, about: 'a page of /grants', opens: 'grants' }],
]);

/**
 * One delivery from its ack to its answer. The row comes first (200 ms at most), then the ack whether or not it was saved, then the work; a
 * repetition is acked and otherwise ignored. Never throws.
 */
export async function answerDelivery(
  needs: ListenerNeeds,
  from: IncomingCommand | IncomingClick,
  ack: () => Promise<void>,
): Promise<void> {
  const inTime = await needs.deliveries.accept(deliveryOf(from));
  // Slack may have hung up: the work was asked for all the same, and its answer doesn't go by this connection.
  await ack().catch((error: unknown) =>
    needs.log.warn('ack not taken', { name: error instanceof Error ? error.name : 'unknown' }),
  );
  // Saved late is saved: only when it is known to be the first of its kind, or the database is away and nothing can be done, is it worked on.
  const seen = inTime === 'unsaved' ? await needs.deliveries.settled(from.key) : inTime;
  if (seen === 'repeated') return needs.log.info('repeated delivery ignored', { kind: from.kind });
  if (await told(needs, from)) await needs.deliveries.answered(from.key);
  else needs.log.error('nobody could be told', { kind: from.kind });
}

async function told(needs: ListenerNeeds, from: IncomingCommand | IncomingClick): Promise<boolean> {
  try {
    if (from.kind === 'command') return await (COMMANDS.get(from.command)?.answer ?? answerUnknown)(needs, from);
    return await (CLICKS.get(from.actionId)?.answer ?? answerUnknown)(needs, from);
  } catch (error) {
    needs.log.error('unexpected', { kind: from.kind }, error);
    return tell(needs, placeOf(from), troubleWindow('unexpected'));
  }
}

function answerUnknown(needs: ListenerNeeds, from: IncomingCommand | IncomingClick): Promise<boolean> {
  return tell(needs, placeOf(from), unknownClickWindow());
}

function deliveryOf(from: IncomingCommand | IncomingClick): Delivery {
  const known = from.kind === 'command' ? COMMANDS.get(from.command) : CLICKS.get(from.actionId);
  const delivery: Delivery = { key: from.key, kind: from.kind, slackUser: from.user, about: aboutOf(from, known?.about) };
  if (from.channel !== undefined) delivery.channel = from.channel;
  const window = windowClickedIn(from) ?? (known?.opens && windowIdOf(known.opens, from.key));
  if (window !== undefined) delivery.windowExternalId = window;
  return delivery;
}

// The first word of a command at most: the rest may hold a reason, and is the person's.
function aboutOf(from: IncomingCommand | IncomingClick, about = 'a button'): string {
  if (from.kind === 'click') return about;
  const [first = ''] = from.words.trim().slice(0, 200).split(/\s+/);
  return first === '' ? from.command : `${from.command} ${visibleLine(first, 60)}`;
}
