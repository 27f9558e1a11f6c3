import type { Delivery } from '../../../ports/deliveries.ts';
import { tell } from '../answers.ts';
import { alreadySentWindow, unknownClickWindow } from '../blocks/stray-click-windows.ts';
import { visibleLine } from '../blocks/text.ts';
import { troubleWindow } from '../blocks/trouble-window.ts';
import { type IncomingAsk, type IncomingEvent, type IncomingSubmission, windowIdOf } from '../incoming.ts';
import { placeOf, windowClickedIn } from './click-place.ts';
import type { Known, SubmissionAck } from './known.ts';
import { CLICKS, COMMANDS, EVENTS, SHORTCUTS, SUBMISSIONS } from './known-deliveries.ts';
import type { ListenerNeeds } from './listener-needs.ts';

type Ack = (body?: SubmissionAck) => Promise<void>;

/**
 * One delivery from its ack to its answer. The row comes first (200 ms at most), then the ack whether or not it was saved, then the work; a
 * repetition is acked and otherwise ignored. A form with mistakes in it is acked with them, and nothing else is done. Never throws.
 */
export async function answerDelivery(needs: ListenerNeeds, from: IncomingAsk | IncomingEvent, ack: Ack): Promise<void> {
  const body = from.kind === 'submission' ? ackOf(needs, from) : undefined;
  // Without a row: the view keeps its hash while it only shows mistakes, and once they are mended it must count as the first.
  if (body?.response_action === 'errors') return acked(needs, ack, body);
  const { inTime, settled } = await needs.deliveries.accept(deliveryOf(from));
  await acked(needs, ack, inTime === 'repeated' ? ackOfRepeated(from) : body);
  // Saved late is saved: only when it is known to be the first of its kind, or the database is away and nothing can be done, is it worked on.
  if ((await settled) === 'repeated') return needs.log.info('repeated delivery ignored', { kind: from.kind });
  if (await done(needs, from)) await needs.deliveries.answered(from.key);
  else needs.log.error('nobody could be told', { kind: from.kind });
}

// Slack may have hung up: the work was asked for all the same, and its answer doesn't go by this connection.
async function acked(needs: ListenerNeeds, ack: Ack, body: SubmissionAck | undefined): Promise<void> {
  await ack(body).catch((error: unknown) =>
    needs.log.warn('ack not taken', { name: error instanceof Error ? error.name : 'unknown' }),
  );
}

function ackOf(needs: ListenerNeeds, from: IncomingSubmission): SubmissionAck {
  try {
    const known = SUBMISSIONS.get(from.callbackId);
    return inItsWindow(from, known?.ack(needs, from) ?? { response_action: 'update', view: unknownClickWindow() });
  } catch (error) {
    needs.log.error('unexpected', { kind: from.kind }, error);
    return inItsWindow(from, { response_action: 'update', view: troubleWindow('unexpected') });
  }
}

// Slack shows this only to someone whose first ack was lost: they look at the form still.
function ackOfRepeated(from: IncomingAsk | IncomingEvent): SubmissionAck | undefined {
  return from.kind === 'submission' ? inItsWindow(from, { response_action: 'update', view: alreadySentWindow() }) : undefined;
}

// A window that is updated without its name loses it, and with it the way to the next update.
function inItsWindow(from: IncomingSubmission, ack: SubmissionAck): SubmissionAck {
  if (ack.response_action !== 'update' || from.externalId === '') return ack;
  return { ...ack, view: { ...ack.view, external_id: from.externalId } };
}

async function done(needs: ListenerNeeds, from: IncomingAsk | IncomingEvent): Promise<boolean> {
  try {
    if (from.kind !== 'event') return await answered(needs, from);
    await EVENTS.get(from.event)?.happened(needs, from);
    return true;
  } catch (error) {
    needs.log.error('unexpected', { kind: from.kind }, error);
    return from.kind === 'event' || tell(needs, placeOf(from), troubleWindow('unexpected'));
  }
}

function answered(needs: ListenerNeeds, from: IncomingAsk): Promise<boolean> {
  switch (from.kind) {
    case 'command':
      return (COMMANDS.get(from.command)?.answer ?? answerUnknown)(needs, from);
    case 'click':
      return (CLICKS.get(from.actionId)?.answer ?? answerUnknown)(needs, from);
    case 'submission':
      return (SUBMISSIONS.get(from.callbackId)?.answer ?? answerUnknown)(needs, from);
    case 'shortcut':
      return (SHORTCUTS.get(from.callbackId)?.answer ?? answerUnknown)(needs, from);
  }
}

function answerUnknown(needs: ListenerNeeds, from: IncomingAsk): Promise<boolean> {
  return tell(needs, placeOf(from), unknownClickWindow());
}

function deliveryOf(from: IncomingAsk | IncomingEvent): Delivery {
  const { key, kind, user: slackUser } = from;
  if (from.kind === 'event') return { key, kind, slackUser, about: from.event };
  const known = knownOf(from);
  const delivery: Delivery = { key, kind, slackUser, about: aboutOf(from, known?.about) };
  if ('channel' in from && from.channel !== undefined) delivery.channel = from.channel;
  const window = windowClickedIn(from) ?? (known?.opens && windowIdOf(known.opens, key));
  if (window !== undefined) delivery.windowExternalId = window;
  return delivery;
}

function knownOf(from: IncomingAsk): Pick<Known<never>, 'about' | 'opens'> | undefined {
  switch (from.kind) {
    case 'command':
      return COMMANDS.get(from.command);
    case 'click':
      return CLICKS.get(from.actionId);
    case 'submission':
      return SUBMISSIONS.get(from.callbackId);
    case 'shortcut':
      return SHORTCUTS.get(from.callbackId);
  }
}

// The first word of a command at most: the rest may hold a reason, and is the person's.
function aboutOf(from: IncomingAsk, about: string = UNKNOWN[from.kind]): string {
  if (from.kind !== 'command') return about;
  const [first = ''] = from.words.trim().slice(0, 200).split(/\s+/);
  return first === '' ? from.command : `${from.command} ${visibleLine(first, 60)}`;
}

const UNKNOWN = { command: 'a command', click: 'a button', submission: 'a form', shortcut: 'a shortcut' } as const;
