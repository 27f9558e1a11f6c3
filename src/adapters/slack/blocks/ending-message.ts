import { isUsable } from '../../../domain/grant.ts';
import type { CardId } from '../../../domain/names.ts';
import { sayDuration, sayLastingTime } from '../../../domain/say-time.ts';
import type { GrantContent } from '../../../ports/card-surface.ts';
import { EXTEND } from './action-ids.ts';
import { giveBackButton } from './grant-buttons.ts';
import { cardBlockId } from './grant-cards.ts';
import type { Message } from './kit.ts';
import { boldLine, button, buttons, smallPrint } from './parts.ts';
import { sayAftermath } from './say-exposure.ts';
import { type GrantReader, sayEnding } from './say-grant.ts';
import { escapeMrkdwn } from './text.ts';

// Told of five minutes before; what is further off was moved since.
const SOON = Temporal.Duration.from({ minutes: 5 });

/** Tells the holder that their grant ends soon; later that it was extended, or how it ended. True whenever it is drawn. */
export function endingMessage(id: CardId, content: GrantContent, timezone: string): Message {
  const { grant, now } = content;
  const reader = { timezone, now, isHolder: true };
  const text = sayHowLong(content, reader);
  if (!isUsable(grant, now)) {
    const how = [sayAftermath(grant, reader), sayEnding(grant, reader)];
    return { text: escapeMrkdwn(text), blocks: [boldLine(text), ...smallPrint(...how)] };
  }
  const row = [button('Extend', EXTEND, grant.id, 'primary'), giveBackButton(grant)];
  return { text: escapeMrkdwn(text), blocks: [boldLine(text), ...buttons(cardBlockId(id), ...row)] };
}

function sayHowLong({ grant, now }: GrantContent, reader: GrantReader): string {
  if (!isUsable(grant, now)) return `🔒 ${grant.resource} has ended.`;
  const end = sayLastingTime(grant.endsAt, reader);
  const left = now.until(grant.endsAt).round({ smallestUnit: 'minutes', roundingMode: 'ceil' });
  const isSoon = Temporal.Duration.compare(left, SOON) <= 0;
  if (isSoon) return `⏳ ${grant.resource} ends at ${end}, in ${sayDuration(left)}.`;
  return grant.extensions > 0 ? `Extended until ${end}.` : `${grant.resource} is open until ${end}.`;
}
