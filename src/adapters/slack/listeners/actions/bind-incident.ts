import { incidentWindow } from '../../blocks/incident-windows.ts';
import { unknownClickWindow } from '../../blocks/stray-click-windows.ts';
import type { IncomingClick } from '../../incoming.ts';
import { placeOf } from '../click-place.ts';
import { conclude } from '../conclude.ts';
import { type ListenerNeeds, readerFor } from '../listener-needs.ts';

/** Somebody said which incident the panel's channel is about: the panel itself shows it. Whether the person was told. */
export function answerBindIncident(needs: ListenerNeeds, click: IncomingClick): Promise<boolean> {
  return conclude(needs, placeOf(click), { doing: 'bind' }, async () => {
    const [incidentId] = click.selected ?? [];
    if (click.from.kind !== 'message' || incidentId === undefined) return unknownClickWindow();
    const outcome = await needs.verbs.bindByAnswer({ slackId: click.user, channel: click.from.channel, incidentId });
    needs.kickCards();
    if (outcome.outcome === 'bound' && !outcome.already) return undefined;
    return incidentWindow(outcome, await readerFor(needs, click.user));
  });
}
