import { closestShortfall } from '../../../domain/closest-shortfall.ts';
import { parseUnlock } from '../../../domain/command-text/parse-unlock.ts';
import { readForm } from '../../../domain/command-text/read-form.ts';
import { unlockContext } from '../../../domain/command-text/unlock-context.ts';
import type { Refusal } from '../../../domain/decision.ts';
import type { Resource } from '../../../domain/policy.ts';
import type { AccessRequest } from '../../../domain/request.ts';
import { sayList } from '../../../domain/say-list.ts';
import type { Reader } from '../../../domain/say-time.ts';
import { type Again, ASK_COLLEAGUE, BREAK_GLASS, type ColleagueAsked, OPEN_FORM, TRY_AGAIN, WHY } from './action-ids.ts';
import type { Button } from './kit.ts';
import { button, dangerousButton } from './parts.ts';
import { clipped } from './text.ts';
import { againButton, MOST_VALUE } from './try-again-button.ts';

/** What was refused: the words, where they were said, and what they were about, as far as the policy names it. */
export interface Refused {
  because: Refusal;
  again: Again;
  resource: Resource | undefined;
  reader: Reader;
}

const MOST_NAMES = 2;
// Where the normal way failed for what another rule may not ask.
const GLASS_HELPS: ReadonlySet<Refusal['code']> = new Set<Refusal['code']>([
  'not-allowed',
  'cannot-tell',
  'not-settled',
  'too-few-approvers',
  'approvers-unknown',
]);
const WORTH_ANOTHER_TRY: ReadonlySet<Refusal['code']> = new Set<Refusal['code']>(['cannot-tell', 'approvers-unknown']);

// Where rules were looked at; the others say all there is to say.
const BY_RULES: ReadonlySet<Refusal['code']> = new Set<Refusal['code']>([
  ...GLASS_HELPS,
  'reason-required',
  'no-break-glass',
  'review-overdue',
  'too-many-grants',
  'at-its-longest',
]);

/** Whether rules were looked at, so that there is something to explain. */
export function isByRules({ code }: Refusal): boolean {
  return BY_RULES.has(code);
}

/** What would help after a refusal: asking whoever is on call, asking the same once more, mending it, breaking glass, or knowing why. */
export function waysOut(refused: Refused): (Button | undefined)[] {
  const { because, again } = refused;
  const isPassing = WORTH_ANOTHER_TRY.has(because.code);
  return [
    askButton(refused),
    isPassing ? againButton('Try again', TRY_AGAIN, again, 'primary') : undefined,
    because.code === 'reason-required' ? againButton('Fill in the form', OPEN_FORM, again, 'primary') : undefined,
    glassHelps(refused) ? breakGlassButton(withBreakGlass(again), refused.resource) : undefined,
    isByRules(because) ? whyButton(again) : undefined,
  ];
}

// Only where the answer itself says who is on call.
function askButton({ because, again, resource, reader }: Refused): Button | undefined {
  if (because.code !== 'not-allowed' || !resource) return undefined;
  const closest = closestShortfall(because.shortfalls)?.because;
  if (closest?.kind !== 'not-on-call' || closest.onCall.length === 0) return undefined;
  const names = closest.onCall.map(({ name }) => name);
  const whom = names.length > MOST_NAMES ? 'whoever is on call' : sayList(names, 'and');
  const { channel } = again;
  const reason = requestIn(again, resource, reader)?.reason ?? '';
  const asked: ColleagueAsked = { resource: resource.name, reason, ...(channel === undefined ? {} : { channel }) };
  const value = JSON.stringify(asked);
  // A reason of odd characters may be longer as JSON; being asked matters more than why.
  const whole = value.length <= MOST_VALUE ? value : JSON.stringify({ ...asked, reason: '' });
  return button(`Ask ${clipped(whom, 60)}`, ASK_COLLEAGUE, whole, 'primary');
}

/** Says rule by rule why; it asks for nothing. */
export function whyButton(again: Again): Button | undefined {
  return againButton('Why?', WHY, again);
}

function glassHelps({ because, again, resource, reader }: Refused): boolean {
  if (!GLASS_HELPS.has(because.code) || !resource?.rules.some(({ breakGlass }) => breakGlass)) return false;
  return !requestIn(again, resource, reader)?.breakGlass;
}

/** Asks for what is asked by the rules for when the normal way can't work, once Slack has asked whether that is meant. */
export function breakGlassButton(again: Again, resource: Resource | undefined): Button | undefined {
  const plain = againButton('Break glass', BREAK_GLASS, again);
  return (
    plain &&
    resource &&
    dangerousButton(plain, {
      title: `Break glass for ${resource.name}?`,
      text: 'The audit channel is told. Somebody reviews it.',
      yes: 'Break glass',
      no: 'Cancel',
    })
  );
}

// Behind the resource, because whatever comes behind `because` is the reason.
function withBreakGlass(again: Again): Again {
  if ('form' in again) return { ...again, form: { ...again.form, breakGlass: true } };
  const [, resource = '', rest = ''] = /^\s*(\S+)(.*)$/s.exec(again.words) ?? [];
  return { ...again, words: `${resource} break-glass${rest}` };
}

/** What was asked; undefined when the policy changed so that it asks for nothing. */
function requestIn(again: Again, resource: Resource, reader: Reader): Omit<AccessRequest, 'channel'> | undefined {
  const resources = new Map([[resource.name, resource]]);
  const reading =
    'form' in again ? readForm(again.form, resources, reader) : parseUnlock(again.words, unlockContext(resources, reader));
  return reading.kind === 'request' ? reading.request : undefined;
}
