import { z } from 'zod';
import { tell } from '../../answers.ts';
import type { ColleagueAsked } from '../../blocks/action-ids.ts';
import { askingWindow, colleagueWindow } from '../../blocks/colleague-windows.ts';
import { unknownClickWindow } from '../../blocks/stray-click-windows.ts';
import { type IncomingClick, windowIdOf } from '../../incoming.ts';
import { placeIn, placeOf, windowToTurn } from '../click-place.ts';
import { conclude } from '../conclude.ts';
import { type ListenerNeeds, readerFor } from '../listener-needs.ts';
import { turnWindow } from '../turn-window.ts';

const asked = z.object({
  resource: z.string().regex(/^[a-z0-9-]{1,64}$/),
  reason: z.string().max(500),
  channel: z.string().regex(/^[CDGUW][A-Z0-9]{2,30}$/),
});

/** Ask Bob: writes to whoever is on call. Who that is isn't taken from the button but asked again; it gives no access. */
export async function answerAskColleague(needs: ListenerNeeds, click: IncomingClick): Promise<boolean> {
  const colleague = askedIn(click.value);
  if (!colleague) return tell(needs, placeOf(click), unknownClickWindow());
  const { resource } = colleague;
  const turned = await turnWindow(needs, windowToTurn(click, windowIdOf('unlock', click.key)), askingWindow(resource));
  return conclude(needs, placeIn(turned, click), { doing: 'ask-colleague' }, async () => {
    const outcome = await needs.verbs.askColleague({ slackId: click.user, ...colleague });
    if (outcome.outcome === 'asked') needs.kickCards();
    return colleagueWindow(outcome, resource, await readerFor(needs, click.user), click.value);
  });
}

function askedIn(json: string): ColleagueAsked | undefined {
  try {
    return asked.safeParse(JSON.parse(json)).data;
  } catch {
    return undefined;
  }
}
