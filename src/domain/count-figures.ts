import { nameIn } from './count-grants.ts';
import type { Week, WeekFigures } from './digest.ts';
import { countIn, fieldsIn, instantIn, type LoggedEntry, textIn } from './logged-entry.ts';

type Counts = Omit<WeekFigures, 'people' | 'medianSecondsToAccess'>;

/** Counts what happened in one span. */
export interface FigureCount {
  /** Takes in an entry of the span; `askedAt`: when the request of what is given waited since, if it did. */
  add(entry: LoggedEntry, askedAt: number | undefined): void;
  figures(): WeekFigures;
}

/** Counts from nothing. */
export function figureCount(): FigureCount {
  const counts: Counts = {
    ...{ granted: 0, approved: 0, brokenGlass: 0, denied: 0, unanswered: 0, refused: 0, reveals: 0, revoked: 0 },
  };
  const people = new Set<string>();
  const brokeGlass = new Set<string>();
  const waits: number[] = [];
  return {
    add(entry, askedAt) {
      const field = fieldOf(entry);
      if (field) counts[field] += timesOf(entry);
      if (entry.kind === 'reveal-failed') counts.reveals = Math.max(0, counts.reveals - 1);
      noteBrokenGlass(brokeGlass, entry);
      if (entry.kind !== 'access-granted') return;
      people.add(textIn(entry.by, 'id') ?? nameIn(entry.by));
      if (isAgreedTo(entry)) counts.approved += 1;
      const since = askedAt ?? instantIn(fieldsIn(entry.about, 'evidence'), 'askedAt');
      if (since !== undefined) waits.push(Math.max(0, Math.ceil((entry.at - since) / 1000)));
    },
    figures() {
      const median = medianOf(waits);
      const whole = { ...counts, brokenGlass: brokeGlass.size, people: people.size };
      return median === undefined ? whole : { ...whole, medianSecondsToAccess: median };
    },
  };
}

/** Whether what happened then, in milliseconds since 1970, lies in the span. */
export function isIn({ from, to }: Week, at: number): boolean {
  return from.epochMilliseconds <= at && at < to.epochMilliseconds;
}

/** How many times what the entry says happened: equal refusals of a minute are one entry. */
export function timesOf({ kind, about }: LoggedEntry): number {
  return kind === 'refused-again' ? (countIn(about, 'more') ?? 1) : 1;
}

function fieldOf({ kind, by, about }: LoggedEntry): keyof Counts | undefined {
  switch (kind) {
    case 'access-granted':
      return 'granted';
    case 'access-denied':
      return 'denied';
    case 'request-expired':
      return 'unanswered';
    case 'refused':
    case 'refused-again':
      return 'refused';
    case 'revealed':
      return 'reveals';
    case 'grant-ended': {
      const isOthers = textIn(by, 'id') !== textIn(fieldsIn(about, 'holder'), 'personId');
      return textIn(about, 'cause') === 'revoked' && isOthers ? 'revoked' : undefined;
    }
    default:
      return undefined;
  }
}

// By grant: one that broke glass again for more time counts once.
function noteBrokenGlass(brokeGlass: Set<string>, { kind, about }: LoggedEntry): void {
  const grant = textIn(about, 'grant');
  const isGiven = kind === 'access-granted' || kind === 'grant-extended';
  if (isGiven && grant !== undefined && about.breakGlass === true) brokeGlass.add(grant);
}

function isAgreedTo({ about }: LoggedEntry): boolean {
  return Array.isArray(about.approvedBy) && about.approvedBy.length > 0;
}

function medianOf(waits: readonly number[]): number | undefined {
  return waits.toSorted((a, b) => a - b)[Math.ceil(waits.length / 2) - 1];
}
