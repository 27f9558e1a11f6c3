import type { Grant } from '../../../../domain/grant.ts';
import type { GrantId } from '../../../../domain/names.ts';
import type { Happened } from '../../blocks/grant-window.ts';
import { type Marking, type MarkRefused, markRefusedWindow } from '../../blocks/mark-refused-window.ts';
import type { IncomingClick } from '../../incoming.ts';
import { asId, placeOf } from '../click-place.ts';
import { conclude } from '../conclude.ts';
import { type ListenerNeeds, readerFor } from '../listener-needs.ts';
import { originOf } from '../stray-click.ts';
import { windowAfter } from '../window-after.ts';

/** What became of it; with the grant where something may be said of it. `already`: somebody was first. */
type Marked = { grant: Grant; already: boolean } | { refused: MarkRefused };

/** Mark reviewed: somebody other than its holder looked at a grant. */
export function answerMarkReviewed(needs: ListenerNeeds, click: IncomingClick): Promise<boolean> {
  return answerMark(needs, click, 'review', 'reviewed-already', async (id) => {
    const marked = await needs.verbs.markReviewed({ slackId: click.user, grantId: id });
    if (!('grant' in marked)) return { refused: marked.outcome };
    return { grant: marked.grant, already: marked.outcome === 'reviewed-already' };
  });
}

/** Mark rotated: what a grant showed works no longer. */
export function answerMarkRotated(needs: ListenerNeeds, click: IncomingClick): Promise<boolean> {
  return answerMark(needs, click, 'rotate', 'rotated-already', async (id) => {
    const marked = await needs.verbs.markRotated({ slackId: click.user, grantId: id });
    if (!('grant' in marked)) return { refused: marked.outcome };
    return { grant: marked.grant, already: marked.outcome === 'rotated-already' };
  });
}

async function answerMark(
  needs: ListenerNeeds,
  click: IncomingClick,
  doing: Marking,
  already: Happened,
  mark: (id: GrantId) => Promise<Marked>,
): Promise<boolean> {
  return conclude(needs, placeOf(click), { doing }, async () => {
    const id = asId(click.value);
    const origin = await originOf(needs, click, 'grant', id);
    if (origin === 'told') return undefined;
    if (origin !== 'fine') return origin;
    const marked: Marked = id === undefined ? { refused: 'not-found' } : await mark(id);
    if ('refused' in marked) return markRefusedWindow(doing, marked.refused, await readerFor(needs, click.user));
    needs.kickCards();
    return windowAfter(needs, click, marked.grant, !marked.already, marked.already ? already : undefined);
  });
}
