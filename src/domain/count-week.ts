import { type FigureCount, figureCount, isIn, timesOf } from './count-figures.ts';
import { grantLog, nameIn } from './count-grants.ts';
import type { DigestContent, Some, Week, WeekFigures, WorthALook } from './digest.ts';
import { grantLooks } from './grant-looks.ts';
import { fieldsIn, type LoggedEntry, textIn, textsIn } from './logged-entry.ts';
import type { DigestTimes } from './policy.ts';
import { someOf } from './some-of.ts';
import { daysOf } from './week-of.ts';

/** Which time is counted, and by whose clocks and office hours. */
export interface Counting {
  week: Week;
  /** What it is compared with. */
  before: Week;
  timezone: string;
  officeHours: DigestTimes['officeHours'];
}

/** What the log says of a week. What stands open now is not in it. */
export type Counted = {
  figures: WeekFigures;
  before: WeekFigures;
  days: DigestContent['days'];
  worthALook: Omit<WorthALook, 'brokenGlassUnreviewed' | 'exposed' | 'outages'>;
};

/** Counts a week and the one before in one pass. */
export interface WeekCount {
  /** Takes in the next entry, whenever it is of: entries from before both weeks say what is open, or asked for, when they begin. */
  add(entry: LoggedEntry): void;
  counted(): Counted;
}

/** Counts from nothing. Entries come in the log's order; what can't be understood of one is passed over. */
export function weekCount(counting: Counting): WeekCount {
  const { week, before, timezone } = counting;
  const figures = { week: figureCount(), before: figureCount() };
  const asked = new Map<string, number>();
  const grants = grantLog(week);
  const days = dayCount(week, timezone);
  const lists = { refusals: refusalCount(), reads: readCount(), unsettled: unsettledCount() };
  return {
    add(entry) {
      grants.add(entry);
      const askedAt = waitedSince(asked, entry);
      if (isIn(before, entry.at)) figures.before.add(entry, askedAt);
      if (!isIn(week, entry.at)) return;
      figures.week.add(entry, askedAt);
      days.add(entry);
      lists.refusals.add(entry);
      lists.reads.add(entry);
      lists.unsettled.add(entry);
    },
    counted: () => ({
      ...figuresOf(figures),
      days: days.all(),
      worthALook: {
        ...grantLooks(grants, counting),
        ...{ refusals: lists.refusals.most(), mostRead: lists.reads.most(), unsettled: lists.unsettled.most() },
      },
    }),
  };
}

function figuresOf({ week, before }: { week: FigureCount; before: FigureCount }): Pick<Counted, 'figures' | 'before'> {
  return { figures: week.figures(), before: before.figures() };
}

const SETTLED = new Set(['access-granted', 'access-denied', 'request-withdrawn', 'request-expired', 'request-overtaken']);

/** Since when the request that this entry grants waited; undefined where none did, or where it only waited for another grant's end. */
function waitedSince(asked: Map<string, number>, { at, kind, about }: LoggedEntry): number | undefined {
  const request = textIn(about, 'request');
  if (request === undefined) return undefined;
  if (kind === 'access-asked' && textIn(about, 'beginsAt') === undefined) asked.set(request, at);
  const since = asked.get(request);
  if (SETTLED.has(kind)) asked.delete(request);
  return kind === 'access-granted' ? since : undefined;
}

function dayCount(week: Week, timezone: string) {
  const days = daysOf(week, timezone).map(({ date, from }) => ({ date, from: from.epochMilliseconds, granted: 0, refused: 0 }));
  return {
    add(entry: LoggedEntry) {
      const day = days.findLast(({ from }) => from <= entry.at);
      if (!day) return;
      if (entry.kind === 'access-granted') day.granted += 1;
      if (isRefusal(entry)) day.refused += timesOf(entry);
    },
    all: () => days.map(({ date, granted, refused }) => ({ date, granted, refused })),
  };
}

type Refused = WorthALook['refusals']['first'][number];

function refusalCount() {
  const found = new Map<string, Refused>();
  return {
    add(entry: LoggedEntry) {
      if (!isRefusal(entry)) return;
      const person = nameIn(entry.by);
      const code = textIn(entry.about, 'code') ?? 'unknown';
      const resource = textIn(entry.about, 'resource');
      const key = JSON.stringify([person, code, resource]);
      const times = (found.get(key)?.times ?? 0) + timesOf(entry);
      found.set(key, resource === undefined ? { person, code, times } : { person, code, times, resource });
    },
    most: (): Some<Refused> =>
      someOf([...found.values()], ({ times, person, resource = '', code }) => [-times, person, resource, code]),
  };
}

type Unsettled = NonNullable<WorthALook['unsettled']>['first'][number];

// What was asked of others or refused: what somebody agreed to was asked before.
function unsettledCount() {
  const found = new Map<string, Unsettled>();
  return {
    add({ kind, by, about }: LoggedEntry) {
      if (kind !== 'access-asked' && kind !== 'refused') return;
      const target = textIn(fieldsIn(fieldsIn(about, 'evidence'), 'unsettled'), 'target');
      if (target === undefined) return;
      const [person, resource] = [nameIn(by), textIn(about, 'resource') ?? 'unknown'];
      const key = JSON.stringify([person, resource, target]);
      found.set(key, { person, resource, target, times: (found.get(key)?.times ?? 0) + 1 });
    },
    most: (): Some<Unsettled> =>
      someOf([...found.values()], ({ times, person, resource, target }) => [-times, person, resource, target]),
  };
}

type Read = WorthALook['mostRead']['first'][number];

function readCount() {
  const found = new Map<string, { resource: string; variable: string; times: number; by: Set<string> }>();
  return {
    add({ kind, by, about }: LoggedEntry) {
      // A value that couldn't be read was not shown; an older entry of that doesn't say which it was.
      if (kind !== 'revealed' && kind !== 'reveal-failed') return;
      const resource = textIn(about, 'resource') ?? 'unknown';
      for (const variable of textsIn(about, 'variables')) {
        const key = JSON.stringify([resource, variable]);
        const read = found.get(key) ?? { resource, variable, times: 0, by: new Set<string>() };
        read.times += kind === 'revealed' ? 1 : -1;
        if (kind === 'revealed') read.by.add(textIn(by, 'id') ?? nameIn(by));
        found.set(key, read);
      }
    },
    most(): Some<Read> {
      const read = [...found.values()].filter(({ times }) => times > 0);
      const said = read.map(({ by, ...one }) => ({ ...one, people: by.size }));
      return someOf(said, ({ times, people, resource, variable }) => [-times, -people, resource, variable]);
    },
  };
}

function isRefusal({ kind }: LoggedEntry): boolean {
  return kind === 'refused' || kind === 'refused-again';
}
