import { readForm } from '../../../domain/command-text/read-form.ts';
import type { Answer } from '../../../domain/evidence.ts';
import type { Incident } from '../../../domain/incident.ts';
import type { ChannelId } from '../../../domain/names.ts';
import { sayRefusal } from '../../../domain/say-refusal.ts';
import { type Asking, emptyForm } from '../../../domain/unlock-form.ts';
import type { FormOffer } from '../../../use-cases/offer-form.ts';
import { type AnswerPlace, tell } from '../answers.ts';
import type { Again } from '../blocks/action-ids.ts';
import { blockOf, formIn } from '../blocks/form-fields.ts';
import { helpWindow } from '../blocks/help-windows.ts';
import type { Window } from '../blocks/kit.ts';
import { refusalWindow } from '../blocks/refusal-window.ts';
import { unknownClickWindow } from '../blocks/stray-click-windows.ts';
import { clipped } from '../blocks/text.ts';
import { type FormContent, unlockFormWindow } from '../blocks/unlock-form-window.ts';
import { checkingWindow, openingFormWindow } from '../blocks/waiting-windows.ts';
import { type IncomingAsk, type IncomingClick, type IncomingShortcut, type IncomingSubmission, windowIdOf } from '../incoming.ts';
import { channelId } from '../read-ids.ts';
import { SlackFault } from '../slack-fault.ts';
import { updateWindow } from '../windows.ts';
import { againIn, formOfAsking } from './again.ts';
import { placeIn, placeOf, windowClickedIn, windowToTurn } from './click-place.ts';
import { attempt } from './conclude.ts';
import type { SubmissionAck } from './known.ts';
import type { ListenerNeeds } from './listener-needs.ts';
import { turnWindow } from './turn-window.ts';

const TASK = { doing: 'form' } as const;
const MOST_ERROR = 300;

type Offer = Extract<FormOffer, { outcome: 'form' }>;

/** The form, in the window it comes from or in a new one, with what was asked so far in it. Whether the person was told. */
export async function openForm(needs: ListenerNeeds, from: IncomingAsk, again: Again): Promise<boolean> {
  const turned = await turnWindow(needs, windowToTurn(from, windowIdOf('unlock', from.key)), openingFormWindow());
  const place: AnswerPlace = { ...(again.channel === undefined ? {} : { channel: again.channel }), ...placeIn(turned, from) };
  const offer = await offered(needs, from);
  if ('type' in offer) return tell(needs, place, offer);
  const window = turned.state === 'none' ? undefined : turned.externalId;
  if (window !== undefined && (await showForm(needs, window, offer, again))) return true;
  // A message can't hold the form: there it is said what to type.
  const { window: _, ...outside } = place;
  return tell(needs, outside, helpWindow([...offer.resources.values()], offer.reader));
}

/** The global shortcut. */
export function answerFormShortcut(needs: ListenerNeeds, shortcut: IncomingShortcut): Promise<boolean> {
  return openForm(needs, shortcut, { form: emptyForm() });
}

/** A button that opens the form: for a resource, or with what was asked before. */
export function answerOpenForm(needs: ListenerNeeds, click: IncomingClick): Promise<boolean> {
  return openForm(needs, click, againIn(click.value) ?? { form: emptyForm(click.value) });
}

/** A resource was chosen in the form: it gets the fields that go with it. */
export async function answerFormResource(needs: ListenerNeeds, click: IncomingClick): Promise<boolean> {
  const window = windowClickedIn(click);
  if (window === undefined || click.from.kind !== 'window') return tell(needs, placeOf(click), unknownClickWindow());
  const form = { ...formIn(click.from.fields), resource: click.selected?.[0] ?? '' };
  const offer = await offered(needs, click);
  if ('type' in offer) return tell(needs, placeOf(click), offer);
  // Closed meanwhile: nobody waits for it any more.
  await showForm(needs, window, offer, { form, ...channelOf(click.from.metadata) });
  return true;
}

/** Turns the window of that name into the form, and once more when the open incidents are known. Whether it did. Never throws. */
export async function showForm(
  needs: ListenerNeeds,
  window: string,
  offer: Pick<Offer, 'resources' | 'reader'>,
  again: Again,
  because?: string,
): Promise<boolean> {
  const form = formOfAsking(again, offer.resources, offer.reader);
  const content: Omit<FormContent, 'incidents'> = {
    resources: [...offer.resources.values()],
    form,
    metadata: JSON.stringify(again.channel === undefined ? {} : { channel: again.channel }),
    ...(because === undefined ? {} : { because }),
  };
  const isChosen = offer.resources.has(form.resource);
  if (content.resources.length === 0) return (await turned(needs, window, helpWindow([], offer.reader))) !== undefined;
  const hash = await turned(needs, window, unlockFormWindow({ ...content, incidents: 'asking' }));
  if (hash === undefined) return false;
  if (isChosen)
    await turned(needs, window, unlockFormWindow({ ...content, incidents: await incidentsOf(needs, form.resource) }), hash);
  return true;
}

/** What is wrong with the form, at its fields; or the window that waits for the decision. Asks nobody. */
export function ackUnlockForm(needs: ListenerNeeds, { fields }: IncomingSubmission): SubmissionAck {
  const form = formIn(fields);
  const policy = needs.policy.current();
  // The words of a mistake hold no time, and whether a time of day is one doesn't depend on the zone.
  const reader = { timezone: 'UTC', now: needs.processNow() };
  const reading = policy && readForm(form, policy.resources, reader);
  if (reading?.kind !== 'mistaken') return { response_action: 'update', view: checkingWindow({ form }) };
  const said = reading.mistakes.map(({ field, because }) => [blockOf(field, fields), sayRefusal(because, reader).text] as const);
  const errors = [...Map.groupBy(said, ([block]) => block)].map(
    ([block, ofBlock]) => [block, clipped(ofBlock.map(([, text]) => text).join(' '), MOST_ERROR)] as const,
  );
  return { response_action: 'errors', errors: Object.fromEntries(errors) };
}

/** What a form asks for, and where it was opened. */
export function askedIn({ fields, metadata }: IncomingSubmission): Again {
  return { form: formIn(fields), ...channelOf(metadata) };
}

/** Whether there is nothing in the words that could be decided on. */
export function isBlank(asking: Asking): boolean {
  return 'words' in asking && asking.words.trim() === '';
}

async function offered(needs: ListenerNeeds, from: IncomingAsk): Promise<Offer | Window> {
  const asked = await attempt(needs, TASK, () => needs.verbs.offerForm(from.user));
  if ('trouble' in asked) return asked.trouble;
  const { found } = asked;
  return found.outcome === 'form' ? found : refusalWindow(found.because, found.reader, undefined);
}

// Only over the view of that hash, where one is given: what was sent off or chosen meanwhile stays.
async function turned(needs: ListenerNeeds, externalId: string, window: Window, hash?: string): Promise<string | undefined> {
  try {
    return (await updateWindow(needs.clients.interactive, externalId, window, hash)).hash;
  } catch (error) {
    if (!(error instanceof SlackFault)) throw error;
    needs.log.info('form not turned', { code: error.code });
    return undefined;
  }
}

async function incidentsOf(needs: ListenerNeeds, resource: string): Promise<Answer<readonly Incident[]>> {
  const asked = await attempt(needs, TASK, () => needs.verbs.openIncidentsOf(resource));
  return 'found' in asked ? asked.found : { known: false, source: 'PagerDuty', fault: 'server' };
}

function channelOf(metadata: string): { channel?: ChannelId } {
  try {
    const { channel } = JSON.parse(metadata) as { channel?: unknown };
    return channelId.safeParse(channel).success ? { channel: channel as ChannelId } : {};
  } catch {
    return {};
  }
}
