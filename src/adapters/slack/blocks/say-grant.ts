import { endOf, type Grant, isUsable } from '../../../domain/grant.ts';
import { incidentLabel } from '../../../domain/incident.ts';
import { sayCover, targetsSaid } from '../../../domain/say-cover.ts';
import { sayList } from '../../../domain/say-list.ts';
import { type Reader, sayDuration, sayLastingTime, sayMoment } from '../../../domain/say-time.ts';
import { visibleLine } from './text.ts';

/** Whose words a grant is told in. The holder's own shift is "your shift". */
export interface GrantReader extends Reader {
  isHolder: boolean;
}

/** `🔓 db-prod until 07:00 (your shift ends)`; `🔒 db-prod` when it gives nothing any more. */
export function sayHeadline(grant: Grant, reader: GrantReader): string {
  if (!isUsable(grant, reader.now)) return `🔒 ${grant.resource}`;
  return `🔓 ${grant.resource} until ${sayLastingTime(grant.endsAt, reader)} (${sayWhyThen(grant, reader)})`;
}

/** What everyone may know of a grant beside its holder: `🔓 db-prod until 07:00`, `🔒 db-prod ended at 04:02`. */
export function sayWhatAndWhen(grant: Grant, reader: Reader): string {
  if (isUsable(grant, reader.now)) return `🔓 ${grant.resource} until ${sayLastingTime(grant.endsAt, reader)}`;
  return `🔒 ${grant.resource} ended ${sayMoment(endOf(grant).at, reader)}`;
}

/** Why the grant ends when it does. */
export function sayWhyThen(grant: Grant, reader: GrantReader): string {
  switch (grant.endsBecause) {
    case 'asked':
      return sayLength(grant);
    case 'at-most':
      return `${sayLength(grant)}, the most this rule gives`;
    case 'approver':
      return `${sayLength(grant)}, as ${sayWhoLimited(grant)} allowed`;
    case 'shift':
      return `${reader.isHolder ? 'your' : 'their'} shift ends${isByPlan(grant) ? ', as planned before' : ''}`;
    case 'incident':
      return `${incidentOf(grant)} is over`;
  }
}

// Their shift may last longer by now.
function isByPlan({ endsAt, evidence: { plannedEnd } }: Grant): boolean {
  return plannedEnd?.equals(endsAt) ?? false;
}

// The grant knows who agreed, not which of several would have it shorter.
function sayWhoLimited({ approvedBy: [first, ...others] }: Pick<Grant, 'approvedBy'>): string {
  return first && others.length === 0 ? nameOf(first) : 'was';
}

function sayLength({ startedAt, endsAt, extensions }: Grant): string {
  const length = startedAt.until(endsAt);
  // The end was reckoned a moment before the start was written.
  const isLong = length.total('minutes') >= 1;
  const said = sayDuration(isLong ? length.round({ largestUnit: 'hours', smallestUnit: 'minutes' }) : length);
  return extensions > 0 ? `${said} in all` : said;
}

/** Who agreed to it: `Bob`, `Bob and Carol`. */
export function sayApprovers({ approvedBy }: Pick<Grant, 'approvedBy'>): string {
  return sayList(approvedBy.map(nameOf), 'and');
}

/** What ended it and when; undefined while it is usable. Time decides, so this is true before any job has written it down. */
export function sayEnding(grant: Grant, reader: GrantReader): string | undefined {
  if (isUsable(grant, reader.now)) return undefined;
  const { at, cause } = endOf(grant);
  const when = sayMoment(at, reader);
  switch (cause) {
    case 'expired':
      return `Its time was up ${when}`;
    case 'shift-ended':
      return `${reader.isHolder ? 'Your' : `${nameOf(grant.holder)}'s`} shift ended ${when}`;
    case 'incident-resolved':
      return `Ended ${when}, after ${incidentOf(grant)} was over`;
    case 'revoked':
      return `Revoked${sayByWhom(grant, reader)} ${when}`;
    case 'given-back':
      return `Given back${sayByWhom(grant, reader)} ${when}`;
    case 'person-left':
      return `Ended ${when}, because ${reader.isHolder ? 'your' : `${nameOf(grant.holder)}'s`} account is no longer an active full member`;
    case 'policy-changed':
      return `Ended ${when}, because the policy changed`;
    case 'channel-shared':
      return `Ended ${when}, because the channel of ${incidentOf(grant)} was shared with another workspace`;
    case 'lockdown':
      return `Ended ${when}: everything was locked down${sayByWhom(grant, reader)}`;
  }
}

function sayByWhom({ ended, holder }: Grant, { isHolder }: GrantReader): string {
  if (!ended?.by) return '';
  return isHolder && ended.by.personId === holder.personId ? ' by you' : ` by ${nameOf(ended.by)}`;
}

/** `Shown 2 of 10 times: PGPASSWORD`; without names when it was all of them. */
export function sayReads({ reveals, terms, variables }: Grant): string {
  if (reveals.count === 0) return 'No value shown yet';
  const isAll = variables.every((name) => reveals.variables.includes(name));
  const which = reveals.variables.length > 0 && !isAll ? `: ${sayList(reveals.variables, 'and')}` : '';
  return `Shown ${reveals.count} of ${terms.maxReveals} times${which}`;
}

/** That the incident's resolve ends it sooner, where it does. */
export function sayEndsSooner(grant: Grant, reader: Reader): string | undefined {
  const { terms, incident, endsBecause } = grant;
  if (!terms.endsWithIncident || !incident || endsBecause === 'incident' || !isUsable(grant, reader.now)) return undefined;
  const hasGrace = terms.graceAfterResolve.total('seconds') > 0;
  const when = hasGrace
    ? `${sayDuration(terms.graceAfterResolve)} after ${incidentLabel(incident)} is resolved`
    : `when ${incidentLabel(incident)} is resolved`;
  return `Ends ${when}, if that is sooner.`;
}

/** The rule and what the sources said, as kept with the grant. */
export function sayEvidence({ rule, evidence }: Pick<Grant, 'rule' | 'evidence'>, reader: Reader): string {
  const onCall = targetsSaid(evidence.onCall).filter(({ answer }) => answer === 'yes');
  const facts = onCall.flatMap((said) => sayCover(said, reader) ?? []);
  const { incident, member } = evidence;
  if (incident) facts.push(`${incidentLabel(incident)} of ${visibleLine(incident.service, 80)} was open`);
  for (const { group, found } of member ?? []) if (found) facts.push(`member of ${group}`);
  return [`Rule “${visibleLine(rule, 80)}”`, ...facts].join(' · ');
}

/** What to type to get it once more: `/unlock db-prod`. Whoever breaks glass says why. */
export function sayUnlock({ resource, breakGlass }: Pick<Grant, 'resource' | 'breakGlass'>): string {
  return `/unlock ${resource}${breakGlass ? ' break-glass because …' : ''}`;
}

/** A name as it may be shown: one visible line, not endless. */
export function nameOf({ name }: { name: string }): string {
  return visibleLine(name, 80);
}

function incidentOf({ incident }: Grant): string {
  return incident ? incidentLabel(incident) : 'the incident';
}
