import { type Grant, isUsable } from '../../../domain/grant.ts';
import type { CardId } from '../../../domain/names.ts';
import { sayDuration, sayLastingTime } from '../../../domain/say-time.ts';
import type { GrantContent } from '../../../ports/card-surface.ts';
import { EXTEND } from './action-ids.ts';
import { giveBackButton } from './grant-buttons.ts';
import { cardBlockId } from './grant-cards.ts';
import type { Message } from './kit.ts';
import { boldLine, button, buttons, smallPrint } from './parts.ts';
import { sayAftermath } from './say-exposure.ts';
import { sayEnding } from './say-grant.ts';

// Told of five minutes before; what is further off was moved since.
const SOON = Temporal.Duration.from({ minutes: 5 });

/** Tells the holder that their grant ends soon; later that it was extended, or how it ended. True whenever it is drawn. */
export function endingMessage(id: CardId, content: GrantContent, timezone: string): Message {
  const { grant, now } = content;
  const reader = { timezone, now, isHolder: true };
  if (!isUsable(grant, now)) {
    const text = `🔒 ${grant.resource} has ended.`;
    return { text, blocks: [boldLine(text), ...smallPrint(sayAftermath(grant, reader), sayEnding(grant, reader))] };
  }
  const left = now.until(grant.endsAt).round({ smallestUnit: 'minutes', roundingMode: 'ceil' });
  const isSoon = Temporal.Duration.compare(left, SOON) <= 0;
  const end = sayLastingTime(grant.endsAt, reader);
  const text = isSoon
    ? `⏳ ${grant.resource} ends at ${end}, in ${sayDuration(left)}${grant.endsBecause === 'shift' ? ': your shift ends' : ''}.`
    : `🔓 ${grant.resource} · ${sayLonger(grant, end)}`;
  const row = [button('Extend', EXTEND, grant.id, isSoon ? 'primary' : undefined), giveBackButton(grant)];
  return { text, blocks: [boldLine(text), ...buttons(cardBlockId(id), ...row)] };
}

function sayLonger({ extensions }: Grant, end: string): string {
  return extensions > 0 ? `Extended until ${end}.` : `Open until ${end}.`;
}
