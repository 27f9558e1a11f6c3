import { type Grant, isUsable } from '../../../domain/grant.ts';
import type { SlackUserId } from '../../../domain/names.ts';
import { sayLastingTime } from '../../../domain/say-time.ts';
import type { GrantContent } from '../../../ports/card-surface.ts';
import { details, sayVariables } from './grant-blocks.ts';
import { extendButtons, holderButtons } from './grant-buttons.ts';
import type { Block, Window } from './kit.ts';
import { boldLine, buttons, header, line, smallPrint } from './parts.ts';
import { sayAftermath } from './say-exposure.ts';
import { type GrantReader, sayEnding, sayHeadline, sayReads } from './say-grant.ts';
import { sayGlass } from './say-review.ts';
import { windowOf } from './window.ts';

export interface Viewer {
  slackId: SlackUserId;
  timezone: string;
}

/** Something that just happened, said above the rest. */
export type Happened = 'values-wiped' | 'already-open' | 'rotated-already' | 'reviewed-already';

function sayHappened(happened: Happened, grant: Grant, reader: GrantReader): string {
  switch (happened) {
    case 'values-wiped':
      return 'Values wiped.';
    case 'already-open':
      return `You had this already. Nothing changed.${extendButtons(grant, reader.now).length > 0 ? ' Extend gives you longer.' : ''}`;
    case 'rotated-already':
      return 'Nothing of it waited to be rotated.';
    case 'reviewed-already':
      return 'Somebody reviewed it already. Nothing changed.';
  }
}

/** A grant as it is now, with its reason and evidence: for its holder, or someone who may see those. Buttons are the holder's only. */
export function grantWindow(content: GrantContent, viewer: Viewer, happened?: Happened): Window {
  const { grant, now } = content;
  const reader = { timezone: viewer.timezone, now, isHolder: viewer.slackId === grant.holder.slackId };
  return windowOf(
    [...(happened ? [line(sayHappened(happened, grant, reader))] : []), ...grantBlocks(content, reader, `grant:${grant.id}`)],
    grant.resource,
  );
}

/** The holder's window after its values were overwritten. */
export function wipedWindow(grant: Grant, now: Temporal.Instant, timezone: string): Window {
  return grantWindow({ grant, resource: undefined, now }, { slackId: grant.holder.slackId, timezone }, 'values-wiped');
}

/** The grant for a window or a direct message; `actionsId` names its row of buttons. */
export function grantBlocks(content: GrantContent, reader: GrantReader, actionsId: string): Block[] {
  const { grant } = content;
  const isOpen = isUsable(grant, reader.now);
  const glass = sayGlass(grant, reader);
  return [
    header(sayHeadline(grant, reader)),
    ...extended(grant, reader),
    ...(glass === undefined ? [] : [boldLine(glass)]),
    line(isOpen ? `${sayVariables(content)} · ${sayReads(grant)}` : sayAftermath(grant, reader)),
    ...smallPrint(sayEnding(grant, reader)),
    ...buttons(actionsId, ...(reader.isHolder ? holderButtons(content) : [])),
    ...details(grant, reader),
  ];
}

// Cards draw themselves anew after the click that made it longer, so the grant tells it. An incident's end may since have come sooner.
function extended(grant: Grant, reader: GrantReader): Block[] {
  if (grant.extensions === 0 || grant.endsBecause === 'incident' || !isUsable(grant, reader.now)) return [];
  return [line(`Extended until ${sayLastingTime(grant.endsAt, reader)}.`)];
}
