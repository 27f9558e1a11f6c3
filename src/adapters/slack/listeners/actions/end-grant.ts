import type { Grant } from '../../../../domain/grant.ts';
import type { GrantId } from '../../../../domain/names.ts';
import type { EndOutcome } from '../../../../use-cases/end-grant-by-hand.ts';
import { endRefusedWindow } from '../../blocks/end-refused-window.ts';
import { grantWindow } from '../../blocks/grant-window.ts';
import type { Window } from '../../blocks/kit.ts';
import type { IncomingClick } from '../../incoming.ts';
import { asId, placeOf } from '../click-place.ts';
import { listWindow, pageIn } from '../commands/grants.ts';
import { attempt, conclude } from '../conclude.ts';
import { type ListenerNeeds, readerFor } from '../listener-needs.ts';
import { originOf } from '../stray-click.ts';

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
    return windowAfter(needs, click, outcome.outcome, outcome.grant);
  });
}

/** A list is listed again; a grant's window shows the end; in a message or the home tab the card itself does, unless it had ended before. */
async function windowAfter(
  needs: ListenerNeeds,
  click: IncomingClick,
  outcome: 'ended' | 'already-ended',
  grant: Grant,
): Promise<Window | undefined> {
  const { from } = click;
  const isCard = from.kind === 'home' || (from.kind === 'message' && !from.ephemeral);
  if (isCard && outcome === 'ended') return undefined;
  const page = from.kind === 'window' ? pageIn(from.metadata) : undefined;
  if (page) {
    const listed = await attempt(needs, { doing: 'list' }, () => listWindow(needs, click.user, page));
    return 'trouble' in listed ? listed.trouble : listed.found;
  }
  const { timezone, now } = await readerFor(needs, click.user);
  const content = { grant, resource: needs.policy.current()?.resources.get(grant.resource), now };
  return grantWindow(content, { slackId: click.user, timezone });
}
