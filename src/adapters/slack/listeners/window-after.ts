import type { Grant } from '../../../domain/grant.ts';
import { grantWindow, type Happened } from '../blocks/grant-window.ts';
import type { Window } from '../blocks/kit.ts';
import type { IncomingClick } from '../incoming.ts';
import { listWindow, pageIn } from './commands/grants.ts';
import { attempt } from './conclude.ts';
import { type ListenerNeeds, readerFor } from './listener-needs.ts';

/**
 * The answer to a click that changed a grant. A list is listed again; a grant's window shows the grant; in a message or the home tab the card itself
 * tells, unless there was nothing to change any more (`isNews` false).
 */
export async function windowAfter(
  needs: ListenerNeeds,
  click: IncomingClick,
  grant: Grant,
  isNews: boolean,
  happened?: Happened,
): Promise<Window | undefined> {
  const { from } = click;
  const isCard = from.kind === 'home' || (from.kind === 'message' && !from.ephemeral);
  if (isCard && isNews) return undefined;
  const page = from.kind === 'window' ? pageIn(from.metadata) : undefined;
  if (page) {
    const listed = await attempt(needs, { doing: 'list' }, () => listWindow(needs, click.user, page));
    return 'trouble' in listed ? listed.trouble : listed.found;
  }
  const { timezone, now } = await readerFor(needs, click.user);
  const content = { grant, resource: needs.policy.current()?.resources.get(grant.resource), now };
  return grantWindow(content, { slackId: click.user, timezone }, happened);
}
