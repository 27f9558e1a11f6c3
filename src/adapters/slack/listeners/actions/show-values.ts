import type { RevealOutcome } from '../../../../use-cases/reveal-values.ts';
import { type AnswerPlace, tell } from '../../answers.ts';
import type { Window } from '../../blocks/kit.ts';
import { noWindowWindow } from '../../blocks/no-window-window.ts';
import { revealRefusedWindow } from '../../blocks/reveal-refused-window.ts';
import { secretWindow } from '../../blocks/secret-window.ts';
import { troubleWindow } from '../../blocks/trouble-window.ts';
import { loadingSecretWindow } from '../../blocks/waiting-windows.ts';
import { type IncomingClick, windowIdOf } from '../../incoming.ts';
import { SlackFault } from '../../slack-fault.ts';
import { updateWindow } from '../../windows.ts';
import { asId, placeIn, placeOf, windowClickedIn, windowToTurn } from '../click-place.ts';
import { attempt } from '../conclude.ts';
import { type ListenerNeeds, readerFor } from '../listener-needs.ts';
import { originOf } from '../stray-click.ts';
import { type Turned, turnWindow } from '../turn-window.ts';

type Begun = NonNullable<Awaited<ReturnType<ListenerNeeds['verbs']['beginReveal']>>>;
type Values = Extract<RevealOutcome, { outcome: 'values' }>;
type Open = Extract<Turned, { state: 'open' }>;

const TASK = { doing: 'show-values' } as const;

/**
 * Show values, and Read again: the row first, so that any replica can wipe what follows; then the window waits, the read is put on record, and the
 * values go into exactly the view that waited. Whether the person was told.
 */
export async function answerShowValues(needs: ListenerNeeds, click: IncomingClick): Promise<boolean> {
  const externalId = windowClickedIn(click) ?? windowIdOf('reveal', click.key);
  const begun = await attempt(needs, TASK, () => begin(needs, click, externalId));
  if ('trouble' in begun) return tell(needs, placeOf(click), begun.trouble);
  if (begun.found === 'told') return true;
  if ('type' in begun.found) return tell(needs, placeOf(click), begun.found);
  const { grant, reveal } = begun.found;
  const turned = await turnWindow(needs, windowToTurn(click, externalId), loadingSecretWindow(grant.resource));
  const place = placeIn(turned, click);
  if (turned.state === 'open') return fill(needs, click, begun.found, turned, place);
  await settleFailed(needs, reveal.id);
  return tell(needs, place, noWindowWindow(grant));
}

async function begin(needs: ListenerNeeds, click: IncomingClick, externalId: string): Promise<Begun | Window | 'told'> {
  const grantId = asId(click.value);
  const origin = await originOf(needs, click, 'grant', grantId);
  if (origin !== 'fine') return origin;
  const begun = grantId && (await needs.verbs.beginReveal({ slackId: click.user, grantId, externalId }));
  if (begun) return begun;
  const because = await needs.verbs.refuseReveal(click.user, click.value);
  return revealRefusedWindow(because, await readerFor(needs, click.user));
}

async function fill(
  needs: ListenerNeeds,
  click: IncomingClick,
  { reveal }: Begun,
  turned: Open,
  place: AnswerPlace,
): Promise<boolean> {
  const revealed = await attempt(needs, TASK, () => needs.verbs.revealValues(click.user, reveal.id));
  if ('trouble' in revealed) {
    await settleFailed(needs, reveal.id);
    return tell(needs, place, revealed.trouble);
  }
  const { found } = revealed;
  if (found.outcome === 'values') return show(needs, found, turned, place);
  await settleFailed(needs, reveal.id);
  return tell(needs, place, revealRefusedWindow(found.because, await readerFor(needs, click.user)));
}

async function show(needs: ListenerNeeds, values: Values, turned: Open, place: AnswerPlace): Promise<boolean> {
  const { grant, reveal, now } = values;
  const reader = { timezone: await needs.directory.zoneOf(reveal.by.slackId), now };
  needs.secretWindows.armWipe(reveal, grant, now);
  try {
    const view = secretWindow({ ...values, resource: grant.resource, wipesAt: reveal.wipeAt, endsAt: grant.endsAt, reader });
    // Only into the view that waited: whatever overwrote it meanwhile, a wipe above all, stays. Never sent twice.
    await updateWindow(needs.clients.interactive, turned.externalId, view, turned.view.hash);
  } catch (error) {
    return notShown(needs, values, place, error);
  }
  needs.kickCards();
  await settleShown(needs, values, turned.view.viewId);
  return true;
}

// What became of a view whose update wasn't answered is unknown: it is overwritten too, and the values count as seen.
async function notShown(needs: ListenerNeeds, { grant, reveal }: Values, place: AnswerPlace, error: unknown): Promise<boolean> {
  const fault = error instanceof SlackFault ? error : undefined;
  const mayHaveShown = fault === undefined || fault.kind === 'unavailable';
  needs.log.warn(mayHaveShown ? 'values may have been shown' : 'values not shown', { reveal: reveal.id, code: fault?.code });
  if (!mayHaveShown) await settleFailed(needs, reveal.id);
  if (fault?.kind === 'conflict') return true;
  return tell(needs, place, fault?.kind === 'gone' ? noWindowWindow(grant) : troubleWindow('unexpected', undefined, TASK.doing));
}

async function settleShown(needs: ListenerNeeds, { grant, reveal, now }: Values, viewId: string): Promise<void> {
  const settled = await attempt(needs, TASK, () => needs.verbs.settleReveal(reveal.id, 'shown', viewId));
  // The wipe went out while the values were on their way: it has to be sent behind them.
  if ('found' in settled && settled.found === 'wiped-already') await needs.secretWindows.overwrite(reveal, grant, now);
}

// Not settled, its wipe stays due all the same.
async function settleFailed(needs: ListenerNeeds, id: string): Promise<void> {
  await attempt(needs, TASK, () => needs.verbs.settleReveal(id, 'failed'));
}
