import type { Decision, Refusal } from './decision.ts';
import type { End } from './end-of-grant.ts';
import type { Grant, GrantTerms } from './grant.ts';
import type { Rule } from './policy.ts';
import type { AccessRequest } from './request.ts';

/** A decision by which somebody may have what was asked for, now or once others agree. */
type Favourable = Extract<Decision, { outcome: 'allow' | 'ask' }>;

/** What an extension would make of a grant, by a fresh decision. The end is never earlier than it was. */
export type PlannedExtension = Pick<Grant, 'variables' | 'rule' | 'breakGlass' | 'terms' | 'incident' | 'evidence'> & {
  end: End;
  request: AccessRequest;
};

// Start and end are reckoned moments apart: less than this is no time at all.
const A_MOMENT = Temporal.Duration.from({ seconds: 5 });

// From then on an end that can't be moved any more may be followed by a whole new grant.
const LAST_MINUTES = Temporal.Duration.from({ minutes: 10 });

/** Whether more is asked for than the open grant holds: time, variables, or anything at all when it ends soon. */
export function wantsMore(open: Grant, { time, variables }: AccessRequest, now: Temporal.Instant): boolean {
  return isInLastMinutes(open, now) || time.kind !== 'default' || variables.some((name) => !open.variables.includes(name));
}

/** Whether it ends so soon that what can't be stretched may be followed by a new one. */
export function isInLastMinutes({ endsAt }: Pick<Grant, 'endsAt'>, now: Temporal.Instant): boolean {
  return Temporal.Instant.compare(endsAt, now.add(LAST_MINUTES)) <= 0;
}

/** Whether nothing is left of the longest that its rule gives. */
export function isAtItsLongest({ startedAt, endsAt, terms }: Pick<Grant, 'startedAt' | 'endsAt' | 'terms'>): boolean {
  return !isClearlyLater(startedAt.add(terms.atMost), endsAt);
}

/** What must be decided when an open grant is to be extended: all variables wanted, those held included. None named: those held. */
export function requestToExtend(grant: Pick<Grant, 'variables'>, request: AccessRequest): AccessRequest {
  return { ...request, variables: union(grant.variables, request.variables) };
}

/** What is decided where the grant that was to last longer is over: time on top of its end is the rule's usual time now. */
export function requestAnew(request: AccessRequest): AccessRequest {
  return request.time.kind === 'longer' ? { ...request, time: { kind: 'default' } } : request;
}

/**
 * The extension of an open grant, by a decision over all variables wanted (see `requestToExtend`) at `at`. Of the terms of grant and decision the
 * stricter hold, and its length counts from the grant's start. `approvedFor`: the least that any approver allowed, from `at`. `unchanged` when less
 * was asked than is held; refused when the policy gives nothing more.
 */
export function planExtension(
  grant: Grant,
  decision: Favourable,
  request: AccessRequest,
  at: Temporal.Instant,
  approvedFor?: Temporal.Duration,
): PlannedExtension | 'unchanged' | { refused: Refusal } {
  const strict = stricter(grant.terms, decision.rule);
  const limit = longest(grant, strict, decision, approvedFor && at.add(approvedFor));
  const decided = earliest([decision.end, limit]);
  const isLater = isClearlyLater(decided.at, grant.endsAt);
  const variables = union(grant.variables, decision.variables);
  const adds = variables.length > grant.variables.length;
  // What is added would last until the present end: where the policy gives less, it isn't added.
  const isOver = Temporal.Instant.compare(limit.at, grant.endsAt) < 0;
  if (isOver || (!adds && !isClearlyLater(limit.at, grant.endsAt))) return { refused: atItsLongest(grant, limit) };
  if (!adds && !isLater) return 'unchanged';
  const end: End = isLater ? decided : { at: grant.endsAt, because: grant.endsBecause };
  // Time that a shift or an incident gave still ends with it, whatever is added; time that a rule without one gives anew doesn't.
  const keepsIncident = !isLater && grant.terms.endsWithIncident && !strict.endsWithIncident;
  const terms = {
    ...strict,
    endsWithShift: strict.endsWithShift || (!isLater && grant.terms.endsWithShift),
    endsWithIncident: strict.endsWithIncident || keepsIncident,
  };
  const { rule, evidence } = decision;
  const planned = { variables, rule: rule.name, breakGlass: grant.breakGlass || rule.breakGlass, evidence, end, request, terms };
  const tied = keepsIncident ? grant.incident : (decision.incident ?? (isLater ? undefined : grant.incident));
  return tied ? { ...planned, incident: { id: tied.id, number: tied.number, title: tied.title } } : planned;
}

function isClearlyLater(at: Temporal.Instant, than: Temporal.Instant): boolean {
  return Temporal.Instant.compare(at, than.add(A_MOMENT)) > 0;
}

function stricter(held: GrantTerms, rule: Rule): GrantTerms {
  return {
    atMost: shorter(held.atMost, rule.grant.atMost),
    showFor: shorter(held.showFor, rule.showFor),
    maxReveals: Math.min(held.maxReveals, rule.maxReveals),
    graceAfterResolve: shorter(held.graceAfterResolve, rule.graceAfterResolve),
    endsWithIncident: rule.when.incident !== undefined && !rule.outlives.has('incident'),
    endsWithShift: rule.when.onCall !== undefined && !rule.outlives.has('shift'),
  };
}

/** The latest that the grant may last, whatever is asked. */
function longest(grant: Grant, terms: GrantTerms, decision: Favourable, approved: Temporal.Instant | undefined): End {
  const limits: End[] = [{ at: grant.startedAt.add(terms.atMost), because: 'at-most' }];
  const shiftEnd = lastShiftEnd(decision);
  if (shiftEnd) limits.push({ at: shiftEnd, because: 'shift' });
  const { plannedEnd } = decision.evidence;
  if (plannedEnd && !decision.rule.outlives.has('shift')) limits.push({ at: plannedEnd, because: 'shift' });
  if (approved) limits.push({ at: approved, because: 'approver' });
  // An end that nobody asked for is a limit too.
  if (decision.end.because !== 'asked') limits.push(decision.end);
  return earliest(limits);
}

// A time asked for hides the shift's end, and how much of it was planned, in the decision's own end; the evidence has them.
function lastShiftEnd({ rule, evidence }: Favourable): Temporal.Instant | undefined {
  if (!rule.when.onCall || rule.outlives.has('shift')) return undefined;
  const covers = evidence.onCall.filter(({ target, answer }) => answer === 'yes' && rule.when.onCall?.includes(target));
  if (covers.some(({ shiftEnd }) => shiftEnd === undefined)) return undefined;
  return covers
    .flatMap(({ shiftEnd }) => shiftEnd ?? [])
    .toSorted(Temporal.Instant.compare)
    .at(-1);
}

function atItsLongest(grant: Grant, limit: End): Refusal {
  const { resource, startedAt } = grant;
  return { code: 'at-its-longest', resource, atMost: startedAt.until(limit.at, { largestUnit: 'hours' }), since: startedAt };
}

function earliest(ends: readonly End[]): End {
  return ends.reduce((a, b) => (Temporal.Instant.compare(a.at, b.at) <= 0 ? a : b));
}

function shorter(a: Temporal.Duration, b: Temporal.Duration): Temporal.Duration {
  return Temporal.Duration.compare(a, b) <= 0 ? a : b;
}

function union<T>(a: readonly T[], b: readonly T[]): T[] {
  return [...new Set([...a, ...b])];
}
