import { z } from 'zod';
import type { AnswerPlace } from '../answers.ts';
import type { IncomingClick, IncomingCommand } from '../incoming.ts';
import type { Turned, WindowAsked } from './turn-window.ts';

const uuid = z.uuid();

/** Where a click is answered: in the window clicked in, or where its message is. */
export function placeOf(from: IncomingClick | IncomingCommand): AnswerPlace {
  const place: AnswerPlace = { user: from.user };
  if (from.channel !== undefined) place.channel = from.channel;
  if (from.responseUrl !== undefined) place.responseUrl = from.responseUrl;
  const clickedIn = windowClickedIn(from);
  if (clickedIn !== undefined) place.window = clickedIn;
  return place;
}

/** The same with the window that was turned for it, if there is one. */
export function placeIn(turned: Turned, from: IncomingClick | IncomingCommand): AnswerPlace {
  const { window: _, ...place } = placeOf(from);
  return turned.state === 'none' ? place : { ...place, window: turned.externalId };
}

/** The window to turn: the one clicked in, or a new one of that name. */
export function windowToTurn(from: IncomingClick | IncomingCommand, externalId: string): WindowAsked {
  const clickedIn = windowClickedIn(from);
  return clickedIn === undefined ? { triggerId: from.triggerId, externalId } : { clickedIn };
}

/** The name of the window that was clicked in, where it is one of ours. */
export function windowClickedIn(from: IncomingClick | IncomingCommand): string | undefined {
  return from.kind === 'click' && from.from.kind === 'window' && from.from.externalId !== '' ? from.from.externalId : undefined;
}

/** A uuid, or undefined: the database refuses other words for an id. */
export function asId(text: string | undefined): string | undefined {
  return uuid.safeParse(text).data;
}
