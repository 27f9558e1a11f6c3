import { isUsable } from '../../../domain/grant.ts';
import { sayShown } from '../../../domain/say-access-record.ts';
import type { GrantContent } from '../../../ports/card-surface.ts';
import type { Message } from './kit.ts';
import { boldLine, grantLine, line, smallPrint } from './parts.ts';
import { nameOf, sayEnding, sayHeadline } from './say-grant.ts';
import { escapeMrkdwn } from './text.ts';

/** The card in the channel of its incident: who has what and until when. Reasons, variables and evidence are for fewer than are there. */
export function grantPublicCard({ grant, now }: GrantContent, timezone: string): Message {
  const reader = { timezone, now, isHolder: false };
  const headline = sayHeadline(grant, reader);
  const ending = sayEnding(grant, reader);
  const blocks = [
    ...(grant.breakGlass ? [boldLine('🚨 By break glass')] : []),
    grantLine(headline, nameOf(grant.holder)),
    ...(ending === undefined ? [] : [line(`${ending}, ${sayShown(grant.reveals.count)}.`)]),
    ...smallPrint(`Times: ${timezone}`),
  ];
  const said = isUsable(grant, now) ? headline : `${headline}: ${ending}`;
  return { text: escapeMrkdwn(`${nameOf(grant.holder)}: ${said}`), blocks };
}
