import type { Unanswered } from '../../../domain/condition.ts';
import { incidentLabel } from '../../../domain/incident.ts';
import { type Approval, isWaiting, type PendingRequest, type WaitsFor } from '../../../domain/request.ts';
import { sayCover, targetsSaid } from '../../../domain/say-cover.ts';
import { sayList } from '../../../domain/say-list.ts';
import { type Reader, sayDuration, sayLastingTime, sayMoment } from '../../../domain/say-time.ts';
import { sayUnsettled } from '../../../domain/say-unsettled.ts';
import { YOU } from '../../../domain/say-who.ts';
import { onCallFirst } from '../../../domain/who-is-asked.ts';
import { nameOf } from './say-grant.ts';

// Less than this is no difference that anybody asked for: lengths are reckoned before they are written.
const A_MOMENT = Temporal.Duration.from({ minutes: 1 });

/** Whose words a request is told in. */
export interface RequestReader extends Reader {
  isRequester: boolean;
}

/** `Alice wants db-prod for 30 min`, `Alice wants 30 min more of db-prod`; in the past once it is settled. */
export function sayAsk(request: PendingRequest, reader: Reader): string {
  return `${sayBreakGlass(request)}${sayAskAlone(request, reader)}`;
}

/** The same where it is said already that glass was broken. */
export function sayAskAlone(request: PendingRequest, reader: Reader): string {
  const verb = isWaiting(request, reader.now) ? 'wants' : 'wanted';
  return `${nameOf(request.requester)} ${verb} ${sayWish(request, reader)}`;
}

/** What was asked for: `db-prod for 30 min`; where more was asked, also what cuts it: `db-prod for 1 h, the most this rule gives`. */
export function sayWish(request: PendingRequest, reader: Reader): string {
  return `${sayOffer(request, reader)}${sayCut(request)}`;
}

function sayOffer({ asked, offer, extends: extended, madeAt }: PendingRequest, reader: Reader): string {
  const { resource, time } = asked;
  if (!extended) return `${resource} for ${sayWhole(offer.length)}`;
  const end = madeAt.add(offer.length);
  if (time.kind === 'longer') return `${sayWhole(time.than.until(end))} more of ${resource}`;
  return `${resource} longer, until ${sayLastingTime(end, reader)}`;
}

function sayCut(request: PendingRequest): string {
  const { evidence, madeAt, offer } = request;
  const wanted = endWanted(request);
  const end = madeAt.add(offer.length);
  if (!wanted || !isLater(wanted, end)) return '';
  const isByShift = shiftEnds(evidence).some((at) => !isLater(at, end) && !isLater(end, at));
  return isByShift ? ', until the shift ends' : ', the most this rule gives';
}

// Without a time they asked for what the rule gives.
function endWanted({ asked: { time }, madeAt, evidence }: PendingRequest): Temporal.Instant | undefined {
  switch (time.kind) {
    case 'for':
      return madeAt.add(time.duration);
    case 'until':
      return time.at;
    case 'until-shift-end':
      return shiftEnds(evidence).toSorted(Temporal.Instant.compare)[0];
    case 'default':
    case 'longer':
      return undefined;
  }
}

function shiftEnds({ onCall }: PendingRequest['evidence']): Temporal.Instant[] {
  return onCall.flatMap(({ answer, shiftEnd }) => (answer === 'yes' && shiftEnd ? [shiftEnd] : []));
}

function isLater(a: Temporal.Instant, b: Temporal.Instant): boolean {
  return Temporal.Instant.compare(a, b.add(A_MOMENT)) > 0;
}

/** Said before whatever was asked for when the normal way couldn't work. */
export function sayBreakGlass({ asked }: Pick<PendingRequest, 'asked'>): string {
  return asked.breakGlass ? '🚨 Break glass: ' : '';
}

// Lengths are reckoned a moment before they are written: a second less than half an hour is half an hour.
function sayWhole(length: Temporal.Duration): string {
  const isLong = length.total('minutes') >= 1;
  return sayDuration(isLong ? length.round({ largestUnit: 'hours', smallestUnit: 'minutes' }) : length);
}

/** What speaks for it and against it, as the sources said: incident, on call or not, groups. */
export function sayFacts({ asked, offer, evidence }: PendingRequest, reader: Reader): string[] {
  const facts: string[] = [];
  if (asked.variables.length > 0) facts.push(sayList(offer.variables, 'and'));
  if (offer.incident) facts.push(incidentLabel(offer.incident));
  facts.push(...targetsSaid(evidence.onCall).flatMap((said) => sayCover(said, reader) ?? []));
  for (const { group, found } of evidence.member ?? []) if (found) facts.push(`member of ${group}`);
  return facts;
}

/** `0 of 1 has agreed · answer by 03:32`. */
export function sayProgress(request: PendingRequest, reader: Reader): string {
  return `${sayCount(request)} ${request.terms.count === 1 ? 'has' : 'have'} agreed · ${sayAnswerBy(request, reader)}`;
}

/** `0 of 1`, where there is no room for more. */
export function sayCount({ approvals, terms }: Pick<PendingRequest, 'approvals' | 'terms'>): string {
  return `${approvals.length} of ${terms.count}`;
}

/** `answer by 03:32`. */
export function sayAnswerBy({ expiresAt }: PendingRequest, reader: Reader): string {
  return `answer by ${sayLastingTime(expiresAt, reader)}`;
}

/** `7 min`, rounded up. */
export function sayTimeLeft({ expiresAt }: PendingRequest, { now }: Reader): string {
  return sayDuration(now.until(expiresAt).round({ largestUnit: 'hours', smallestUnit: 'minutes', roundingMode: 'ceil' }));
}

/** What no source could say, grouped by source; undefined when all was known. */
function sayUnchecked({ unchecked }: Pick<PendingRequest, 'unchecked'>): string | undefined {
  if (unchecked.length === 0) return undefined;
  const bySource = [...Map.groupBy(unchecked, ({ source }) => source)];
  const each = bySource.map(
    ([source, ones]) => `${sayList([...new Set(ones.map(({ about }) => ABOUT[about]))], 'and')} (${source})`,
  );
  return `Couldn't be checked: ${each.join(', ')}.`;
}

/** That their cover wasn't planned in time, and what no source could say; undefined when all was settled and known. */
export function sayDoubts(request: PendingRequest, reader: RequestReader): string | undefined {
  const { unsettled } = request.evidence;
  const who = reader.isRequester ? YOU : { their: `${nameOf(request.requester)}'s` };
  const said = [unsettled && sayUnsettled(unsettled, reader, who), sayUnchecked(request)].filter((one) => one !== undefined);
  return said.length > 0 ? said.join(' ') : undefined;
}

const ABOUT = {
  'on-call': 'who is on call',
  incident: 'which incidents are open',
  membership: 'who is in the group',
  approvers: 'who may approve',
} as const satisfies Record<Unanswered['about'], string>;

/** Whether as many agreed as must; what is left is the last check. */
export function isAgreed({ approvals, terms }: Pick<PendingRequest, 'approvals' | 'terms'>): boolean {
  return approvals.length >= terms.count;
}

/** `Approved by Bob at 03:20 (1 of 2)`; undefined while nobody has. */
export function sayApprovals({ approvals, terms }: PendingRequest, reader: Reader): string | undefined {
  if (approvals.length === 0) return undefined;
  const each = approvals.map((approval) => sayApproval(approval, reader));
  return `Approved by ${sayList(each, 'and')}${terms.count > 1 ? ` (${sayCount({ approvals, terms })})` : ''}`;
}

function sayApproval(approval: Approval, reader: Reader): string {
  return `${nameOf(approval)} ${sayYes(approval, reader)}`;
}

/** `You approved at 03:20`, to whoever did. */
export function sayOwnApproval(approval: Approval, reader: Reader): string {
  return `You approved ${sayYes(approval, reader)}`;
}

function sayYes({ at, atMost }: Approval, reader: Reader): string {
  return `${sayMoment(at, reader)}${atMost ? `, for ${sayDuration(atMost)} at most` : ''}`;
}

/** What it still waits for though all have agreed. */
export function sayWaiting(request: PendingRequest, reader: Reader): string {
  const agreed = sayApprovals(request, reader) ?? 'Nobody has to approve it';
  return `${agreed}. ${request.waitsFor ? sayWaitsFor(request, request.waitsFor, reader) : 'Checking once more…'}`;
}

function sayWaitsFor({ expiresAt }: PendingRequest, waitsFor: WaitsFor, reader: Reader): string {
  if (waitsFor.kind === 'old-end') return `It begins ${sayMoment(waitsFor.at, reader)}, when the present grant ends.`;
  return `Waiting for ${waitsFor.unanswered.source}, tried again until ${sayLastingTime(expiresAt, reader)}.`;
}

/** Who was asked, by name, whoever is on call first: `Bob and Carol`. */
export function sayAsked({ eligible }: Pick<PendingRequest, 'eligible'>): string {
  return sayList([...new Set(onCallFirst(eligible).map(nameOf))], 'and');
}
