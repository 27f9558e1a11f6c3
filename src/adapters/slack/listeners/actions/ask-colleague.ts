import { z } from 'zod';
import { tell } from '../../answers.ts';
import { askingWindow, colleagueWindow } from '../../blocks/colleague-windows.ts';
import { unknownClickWindow } from '../../blocks/stray-click-windows.ts';
import { type IncomingClick, windowIdOf } from '../../incoming.ts';
import { channelId } from '../../read-ids.ts';
import { placeIn, placeOf, windowToTurn } from '../click-place.ts';
import { conclude } from '../conclude.ts';
import { type ListenerNeeds, readerFor } from '../listener-needs.ts';
import { turnWindow } from '../turn-window.ts';

// What a button of ours says; none of it is taken on trust.
const asked = z.object({
  resource: z.string().regex(/^[a-z0-9-]{1,64}$/),
  reason: z.string().max(500),
  channel: channelId.optional(),
});

/** Ask Bob: writes to whoever is on call. Who that is isn't taken from the button but asked again; it gives no access. */
export async function answerAskColleague(needs: ListenerNeeds, click: IncomingClick): Promise<boolean> {
  const colleague = askedIn(click.value);
  if (!colleague) return tell(needs, placeOf(click), unknownClickWindow());
  const { resource, reason, channel = click.user } = colleague;
  const turned = await turnWindow(needs, windowToTurn(click, windowIdOf('unlock', click.key)), askingWindow(resource));
  return conclude(needs, placeIn(turned, click), { doing: 'ask-colleague' }, async () => {
    const outcome = await needs.verbs.askColleague({ slackId: click.user, resource, reason, channel });
    if (outcome.outcome === 'asked') needs.kickCards();
    return colleagueWindow(outcome, resource, await readerFor(needs, click.user), click.value);
  });
}

function askedIn(json: string): z.infer<typeof asked> | undefined {
  try {
    return asked.safeParse(JSON.parse(json)).data;
  } catch {
    return undefined;
  }
}
