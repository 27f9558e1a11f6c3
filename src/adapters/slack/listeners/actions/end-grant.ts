import type { GrantId } from '../../../../domain/names.ts';
import type { EndOutcome } from '../../../../use-cases/end-grant-by-hand.ts';
import { endRefusedWindow } from '../../blocks/end-refused-window.ts';
import type { IncomingClick } from '../../incoming.ts';
import { asId, placeOf } from '../click-place.ts';
import { conclude } from '../conclude.ts';
import { type ListenerNeeds, readerFor } from '../listener-needs.ts';
import { originOf } from '../stray-click.ts';
import { windowAfter } from '../window-after.ts';

type EndGrant = (id: GrantId) => Promise<EndOutcome>;

/** Give back: the holder ends their own grant. */
export function answerGiveBack(needs: ListenerNeeds, click: IncomingClick): Promise<boolean> {
  return answerEnd(needs, click, (id) => needs.verbs.giveBackGrant(click.user, id));
}

/** Revoke: an approver or an owner ends it. */
export function answerRevoke(needs: ListenerNeeds, click: IncomingClick): Promise<boolean> {
  return answerEnd(needs, click, (id) => needs.verbs.revokeGrant(click.user, id));
}

async function answerEnd(needs: ListenerNeeds, click: IncomingClick, end: EndGrant): Promise<boolean> {
  return conclude(needs, placeOf(click), { doing: 'end' }, async () => {
    const id = asId(click.value);
    const origin = await originOf(needs, click, 'grant', id);
    if (origin === 'told') return undefined;
    if (origin !== 'fine') return origin;
    const outcome: EndOutcome = id === undefined ? { outcome: 'not-found' } : await end(id);
    if (!('grant' in outcome)) return endRefusedWindow(outcome.outcome, await readerFor(needs, click.user));
    needs.kickCards();
    return windowAfter(needs, click, outcome.grant, outcome.outcome === 'ended');
  });
}
