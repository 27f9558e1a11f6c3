import type { AccessRecord } from './access-record.ts';
import { endOf, type Grant, isUsable } from './grant.ts';
import { incidentLabel, isOver } from './incident.ts';

const MOST_IN_NOTE = 20;

/** `3 grants to 2 people, values shown 4 times.` */
export function sayWhatWasGiven({ grants, isCut }: Pick<AccessRecord, 'grants' | 'isCut'>): string {
  if (grants.length === 0) return 'Nothing was unlocked.';
  const people = new Set(grants.map(({ holder }) => holder.personId)).size;
  const given = `${isCut ? 'Over ' : ''}${counted(grants.length, 'grant')} to ${people === 1 ? '1 person' : `${people} people`}`;
  return `${given}, ${sayShown(grants.reduce((sum, { reveals }) => sum + reveals.count, 0))}.`;
}

/** `values shown twice` */
export function sayShown(count: number): string {
  if (count === 0) return 'no value shown';
  return count === 1 ? 'values shown once' : `values shown ${count} times`;
}

/**
 * What is noted on the incident's timeline once all of it is locked: who had what, when, and how often values were shown. No value, and no reason, since
 * anything may stand in one. Times are UTC, so that it reads the same whenever it is sent. Undefined while something is open, and where nothing was.
 */
export function sayOnTimeline({ incident, grants, isCut }: AccessRecord, now: Temporal.Instant): string | undefined {
  if (!isOver(incident) || grants.length === 0 || grants.some((grant) => isUsable(grant, now))) return undefined;
  const left = grants.length - MOST_IN_NOTE;
  return [
    `Nightlatch: what was unlocked for ${incidentLabel(incident)} is locked. ${sayWhatWasGiven({ grants, isCut })}`,
    ...grants.slice(0, MOST_IN_NOTE).map((grant) => `- ${sayGrant(grant)}`),
    ...(left > 0 ? [`- and ${left} more`] : []),
  ].join('\n');
}

function sayGrant(grant: Grant): string {
  const { holder, resource, startedAt, reveals, breakGlass } = grant;
  const name = holder.name
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim()
    .slice(0, 80);
  const glass = breakGlass ? ', by break glass' : '';
  return `${name}: ${resource}, ${utc(startedAt)} to ${utc(endOf(grant).at)} UTC, ${sayShown(reveals.count)}${glass}`;
}

function utc(at: Temporal.Instant): string {
  return at.toString({ smallestUnit: 'minute' }).slice(0, 16).replace('T', ' ');
}

function counted(count: number, what: string): string {
  return count === 1 ? `1 ${what}` : `${count} ${what}s`;
}
