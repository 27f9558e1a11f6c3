import { type Grant, isUsable } from '../../../domain/grant.ts';
import type { SlackUserId } from '../../../domain/names.ts';
import type { GrantContent } from '../../../ports/card-surface.ts';
import { details, holderButtons, sayVariables } from './grant-blocks.ts';
import type { Block, Window } from './kit.ts';
import { buttons, header, line, smallPrint } from './parts.ts';
import { type GrantReader, sayAftermath, sayEnding, sayHeadline, sayReads } from './say-grant.ts';
import { windowOf } from './window.ts';

export interface Viewer {
  slackId: SlackUserId;
  timezone: string;
}

/** Something that just happened, said above the rest. */
export type Happened = 'values-wiped' | 'already-open';

const SAID: Readonly<Record<Happened, string>> = {
  'values-wiped': 'Values wiped.',
  'already-open': 'You had this already. Nothing changed. Give it back first to ask for something else.',
};

/** A grant as it is now, with its reason and evidence: for its holder, or someone who may see those. Buttons are the holder's only. */
export function grantWindow(content: GrantContent, viewer: Viewer, happened?: Happened): Window {
  const { grant, now } = content;
  const reader = { timezone: viewer.timezone, now, isHolder: viewer.slackId === grant.holder.slackId };
  return windowOf(
    [...(happened ? [line(SAID[happened])] : []), ...grantBlocks(content, reader, `grant:${grant.id}`)],
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
  const top = header(sayHeadline(grant, reader));
  if (!isUsable(grant, reader.now))
    return [top, line(sayAftermath(grant, reader)), ...smallPrint(sayEnding(grant, reader)), ...details(grant, reader)];
  const row = reader.isHolder ? holderButtons(content) : [];
  return [top, line(`${sayVariables(content)} · ${sayReads(grant)}`), ...buttons(actionsId, ...row), ...details(grant, reader)];
}
