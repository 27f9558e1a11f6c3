import type { Grant } from '../../../domain/grant.ts';
import type { ResourceName } from '../../../domain/names.ts';
import type { Resource } from '../../../domain/policy.ts';
import type { PendingRequest } from '../../../domain/request.ts';
import { sayRefusal } from '../../../domain/say-refusal.ts';
import type { Reader } from '../../../domain/say-time.ts';
import type { HomeContent } from '../../../ports/card-surface.ts';
import { APPROVE, DENY, DETAILS, OPEN_FORM, WITHDRAW } from './action-ids.ts';
import { sayVariables } from './grant-blocks.ts';
import { holderButtons } from './grant-buttons.ts';
import type { Block, Button, Home } from './kit.ts';
import { button, buttons, grantLine, header, line, smallPrint } from './parts.ts';
import { askBlock, wordsOf } from './request-blocks.ts';
import { sayHeadline, sayReads } from './say-grant.ts';
import { isAgreed, type RequestReader, sayAsk, sayAsked, sayFacts, sayProgress, sayWaiting, sayWish } from './say-request.ts';
import { sayGlass } from './say-review.ts';
import { plainText } from './text.ts';

type Whole = Exclude<HomeContent['home'], string>;

const MOST_BLOCKS = 100;
// Five grants are the most one can hold; the rest shares what is left, so that something of each is always there.
const MOST_GRANTS = 6;
const MOST_TO_APPROVE = 10;
const MOST_WAITING = 6;

/** What the policy says now of a resource, if it names it still. */
type ResourceOf = (name: ResourceName) => Resource | undefined;

/** The home tab of one person, on their clock: what they hold, must approve, asked for, and what there is. */
export function homeView({ home, now }: HomeContent, timezone: string, resourceOf: ResourceOf): Home {
  const reader = { timezone, now };
  return { type: 'home', blocks: typeof home === 'string' ? nothing(home, reader) : whole(home, reader, resourceOf) };
}

function nothing(code: Extract<HomeContent['home'], string>, reader: Reader): Block[] {
  const { text, help } = sayRefusal({ code }, reader);
  return [line(text), ...(help === undefined ? [] : [line(help)])];
}

function whole(home: Whole, reader: Reader, resourceOf: ResourceOf): Block[] {
  const before = [
    ...held(home.grants, reader, resourceOf),
    ...section('Waiting for your yes', home.toApprove, MOST_TO_APPROVE, (one) => toApprove(one, reader)),
    ...section('You asked for', home.waiting, MOST_WAITING, (one) => waiting(one, reader)),
  ];
  const clock = smallPrint(`Times are on your clock (${reader.timezone}).`);
  // A header, a line for what doesn't fit, and the clock.
  const left = MOST_BLOCKS - before.length - clock.length - 2;
  return [...before, ...section('What there is to unlock', home.unlockable, left, unlockable), ...clock];
}

function held(grants: readonly Grant[], reader: Reader, resourceOf: ResourceOf): Block[] {
  if (grants.length === 0) return [header('What you hold'), line('Nothing right now.')];
  return section('What you hold', grants, MOST_GRANTS, (grant) => {
    const as = { ...reader, isHolder: true };
    const content = { grant, resource: resourceOf(grant.resource), now: reader.now };
    return [
      grantLine(sayHeadline(grant, as), sayReads(grant)),
      ...smallPrint([sayGlass(grant, reader), sayVariables(content)].filter((part) => part !== undefined).join(' · ')),
      ...buttons(`grant:${grant.id}`, ...holderButtons(content)),
    ];
  });
}

function toApprove(request: PendingRequest, reader: Reader): Block[] {
  const as: RequestReader = { ...reader, isRequester: false };
  const facts = [...sayFacts(request, reader), sayProgress(request, reader)];
  return [
    askBlock(sayAsk(request, as), wordsOf(request), facts),
    ...buttons(
      `request:${request.id}`,
      button('Approve', APPROVE, request.id, 'primary'),
      button('Deny', DENY, request.id),
      button('Details', DETAILS, request.id),
    ),
  ];
}

function waiting(request: PendingRequest, reader: Reader): Block[] {
  const as: RequestReader = { ...reader, isRequester: true };
  const asked = isAgreed(request) ? sayWaiting(request, as) : `Asked ${sayAsked(request)}. ${sayProgress(request, as)}`;
  return [
    askBlock(sayWish(request, reader), wordsOf(request), [asked]),
    ...buttons(`asked:${request.id}`, button('Withdraw', WITHDRAW, request.id)),
  ];
}

function unlockable({ name, title }: Resource): Block[] {
  const accessory: Button = button('Unlock', OPEN_FORM, name);
  const text = plainText(title === name ? name : `${name} · ${title}`, 300);
  return [{ type: 'section', block_id: `open:${name}`, text, accessory }];
}

/** A header and what stands under it, as much of it as may be; no block when there is nothing. */
function section<T>(title: string, all: readonly T[], most: number, blocksOf: (one: T) => Block[]): Block[] {
  if (all.length === 0) return [];
  const rest = all.length - most;
  return [header(title), ...all.slice(0, most).flatMap(blocksOf), ...smallPrint(rest > 0 ? `and ${rest} more` : undefined)];
}
