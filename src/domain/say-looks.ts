import type { GrantMention, Some, Told, WorthALook } from './digest.ts';
import { counted } from './say-figures.ts';
import { sayWithin } from './say-span.ts';
import { sayDuration } from './say-time.ts';

// Room for any name; what is no name is no reason for a long line.
const MOST_PART = 80;

const LONG_MINUTES = 60;

const NONE = { total: 0, first: [] };

/** One list of what is worth a look, in words. `total` is absent where it is a ranking, whose rest doesn't matter. */
export interface Look {
  title: string;
  total?: number;
  lines: readonly string[];
  /** What to do about it. */
  next: string;
}

/** What is worth a look, most serious first; lists that are empty are left out. Names are as they were recorded: whoever shows them cleans them. */
export function looksOf(told: Told): Look[] {
  const { worthALook: look } = told.content;
  return [...mustBeLookedAt(told, look), ...goodToKnow(told, look)].filter(({ lines }) => lines.length > 0);
}

/** `, and 12 more` of a list that shows so many; nothing where that is all. */
export function moreThan({ total = 0 }: Look, shown: number): string | undefined {
  return total > shown ? `and ${total - shown} more` : undefined;
}

function mustBeLookedAt(told: Told, look: WorthALook): Look[] {
  const { when } = wordsOf(told);
  return [
    lookOf(
      '🚨 Break glass that nobody reviewed',
      look.brokenGlassUnreviewed,
      'Each has a card in the audit channel, with Mark reviewed.',
      (one) => [one.holder, one.resource, when(one.at), sayLength(one), sayReads(one)],
    ),
    lookOf('Read after the incident was resolved', look.readAfterResolve, 'Ask them what for.', (one) => [
      one.holder,
      one.resource,
      one.incident,
      when(one.at),
    ]),
    lookOf(
      'Seen and not rotated',
      look.exposed,
      'Rotate them where they come from, then Mark rotated: /grants exposed',
      (one) => [`${one.resource} ${one.variable}`, `${one.lastSeenBy}, ${when(one.at)}`],
    ),
    lookOf('On call, but not as planned', look.unsettled ?? NONE, 'Ask who changed the schedule, and why.', (one) => [
      one.person,
      one.resource,
      one.target,
      `${one.times}×`,
    ]),
    lookOf('Who was refused', look.refusals, adviceOn(look.refusals), (one) => [
      one.person,
      one.resource,
      sayCode(one.code),
      `${one.times}×`,
    ]),
  ];
}

function goodToKnow(told: Told, look: WorthALook): Look[] {
  const { when } = wordsOf(told);
  return [
    lookOf('A source was down', look.outages ?? NONE, 'What broken glass opened then is worth a second look.', (one) => [
      one.source,
      when(one.at),
      sayLength(one),
    ]),
    lookOf('Outside office hours', look.offHours, 'Usual for whoever is on call. Ask the others.', (one) => [
      one.holder,
      one.resource,
      when(one.at),
    ]),
    lookOf('Granted and never read', look.neverRead, 'Nothing was shown. If it happens often, ask what they needed.', (one) => [
      one.holder,
      one.resource,
      when(one.at),
      sayLength(one),
    ]),
    ranking('Longest grants', longAtAll(look.longest), "If less would do, lower the rule's atMost.", (one) => [
      one.holder,
      one.resource,
      sayLength(one),
      when(one.at),
    ]),
    ranking('Read most', oftenAtAll(look.mostRead), 'Rotate these first.', (one) => [
      `${one.resource} ${one.variable}`,
      `${one.times}× by ${counted(one.people, 'person', 'people')}`,
    ]),
  ];
}

// The longest of short ones are nothing to look at.
function longAtAll({ total, first }: Some<GrantMention>): Some<GrantMention> {
  return { total, first: first.filter(({ minutes }) => minutes >= LONG_MINUTES) };
}

function oftenAtAll({ total, first }: WorthALook['mostRead']): WorthALook['mostRead'] {
  return { total, first: first.filter(({ times }) => times > 1) };
}

function lookOf<T>(title: string, some: Some<T>, next: string, partsOf: (one: T) => (string | undefined)[]): Look {
  return { ...ranking(title, some, next, partsOf), total: some.total };
}

function ranking<T>(title: string, { first }: Some<T>, next: string, partsOf: (one: T) => (string | undefined)[]): Look {
  const lines = first.map((one) =>
    partsOf(one)
      .filter((part) => part !== undefined)
      .map((part) => part.slice(0, MOST_PART))
      .join(' · '),
  );
  return { title, lines, next };
}

function wordsOf({ week, content }: Told) {
  return { when: (at: string) => sayWithin(week, at, content.timezone) };
}

function sayLength({ minutes }: Pick<GrantMention, 'minutes'>): string {
  return minutes < 1 ? 'under 1 min' : sayDuration(Temporal.Duration.from({ minutes }));
}

function sayReads({ reveals }: GrantMention): string {
  return reveals === 0 ? 'not read' : `read ${reveals}×`;
}

// Only these would be otherwise by another rule.
const BY_RULE = new Set(['not-allowed', 'no-break-glass', 'too-few-approvers', 'at-its-longest', 'reason-required']);

function adviceOn({ first }: WorthALook['refusals']): string {
  const byRule = first.filter(({ code }) => BY_RULE.has(code)).length;
  if (byRule === 0) return 'No rule is behind these. Ask if it happens often.';
  if (byRule === first.length) return 'Ask what they need. If they should have it, change the rule.';
  return 'Ask what they need. Where a rule should allow it, change the rule.';
}

// The others say themselves what they mean.
const CODES: Readonly<Record<string, string>> = {
  'cannot-tell': "a source didn't answer",
  'approvers-unknown': "a source didn't answer",
  outsider: 'not a full member',
  'at-its-longest': 'had it for the longest',
  'locked-down': 'everything was locked down',
  'own-lockdown': 'lifting their own lockdown',
  'not-an-owner': 'only for owners',
  'not-owner-or-auditor': 'only for owners and auditors',
  'not-yours': "somebody else's grant",
  'too-many-requests': 'asked too often',
  'too-many-grants': 'held too many',
};

function sayCode(code: string): string {
  return CODES[code] ?? code.replaceAll('-', ' ');
}
