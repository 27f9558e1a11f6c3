import { z } from 'zod';
import type { AnswerPlace } from '../answers.ts';
import type { IncomingAsk } from '../incoming.ts';
import type { Turned, WindowAsked } from './turn-window.ts';

const uuid = z.uuid();

/** Where it is answered: in the window it came from, or where its message is. */
export function placeOf(from: IncomingAsk): AnswerPlace {
  const place: AnswerPlace = { user: from.user };
  if ('channel' in from && from.channel !== undefined) place.channel = from.channel;
  if ('responseUrl' in from && from.responseUrl !== undefined) place.responseUrl = from.responseUrl;
  const clickedIn = windowClickedIn(from);
  if (clickedIn !== undefined) place.window = clickedIn;
  return place;
}

/** The same with the window that was turned for it, if there is one. */
export function placeIn(turned: Turned, from: IncomingAsk): AnswerPlace {
  const { window: _, ...place } = placeOf(from);
  return turned.state === 'none' ? place : { ...place, window: turned.externalId };
}

/** The window to turn: the one it came from, or a new one of that name. */
export function windowToTurn(from: IncomingAsk, externalId: string): WindowAsked {
  const clickedIn = windowClickedIn(from);
  return clickedIn === undefined ? { triggerId: from.triggerId, externalId } : { clickedIn };
}

/** The name of the window that was clicked in or sent off, where it is one of ours. */
export function windowClickedIn(from: IncomingAsk): string | undefined {
  const externalId =
    from.kind === 'submission' ? from.externalId : from.kind === 'click' && from.from.kind === 'window' && from.from.externalId;
  return externalId || undefined;
}

/** A uuid, or undefined: the database refuses other words for an id. */
export function asId(text: string | undefined): string | undefined {
  return uuid.safeParse(text).data;
}
