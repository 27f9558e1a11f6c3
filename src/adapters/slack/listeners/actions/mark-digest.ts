import { digestRefusedWindow, digestReviewedWindow } from '../../blocks/digest-windows.ts';
import type { Window } from '../../blocks/kit.ts';
import type { IncomingClick } from '../../incoming.ts';
import { asId, placeOf } from '../click-place.ts';
import { whoReadsDigests } from '../commands/digest.ts';
import { conclude } from '../conclude.ts';
import { type ListenerNeeds, readerFor } from '../listener-needs.ts';
import { originOf } from '../stray-click.ts';

/** Mark reviewed under a week's digest: an owner or an auditor looked at it. In its card the card tells. */
export function answerDigestReviewed(needs: ListenerNeeds, click: IncomingClick): Promise<boolean> {
  return conclude(needs, placeOf(click), { doing: 'review' }, async () => {
    const id = asId(click.value);
    const origin = await originOf(needs, click, 'digest', id);
    if (origin === 'told') return undefined;
    return origin === 'fine' ? mark(needs, click, id) : origin;
  });
}

async function mark(needs: ListenerNeeds, click: IncomingClick, id: string | undefined): Promise<Window | undefined> {
  const marked =
    id === undefined
      ? { outcome: 'not-found' as const }
      : await needs.verbs.markDigestReviewed({ slackId: click.user, digestId: id });
  if (!('digest' in marked)) {
    return digestRefusedWindow(marked.outcome, whoReadsDigests(needs), await readerFor(needs, click.user));
  }
  const already = marked.outcome === 'reviewed-already';
  needs.kickCards();
  const isCard = click.from.kind === 'message' && !click.from.ephemeral;
  return isCard && !already ? undefined : digestReviewedWindow(marked.digest, already);
}
