import type { DigestContent, Told, WeekFigures } from './digest.ts';
import { saySpan } from './say-span.ts';
import { sayDuration } from './say-time.ts';

/** One figure in words; `before`: as it was the week before, where that is known. */
export interface FigureRow {
  label: string;
  now: string;
  before?: string;
}

/** Whether nobody asked for anything. */
export function isQuietIn(figures: WeekFigures): boolean {
  const { granted, denied, unanswered, refused, reveals, revoked } = figures;
  return granted + denied + unanswered + refused + reveals + revoked === 0;
}

/** That nothing happened and nothing waits, where it is so; undefined where there is something to tell. */
export function sayQuiet({ week, content }: Told): string | undefined {
  const waits = Object.values(content.worthALook).some(({ total }) => total > 0);
  if (!isQuietIn(content.figures) || waits || content.unreadable !== undefined) return undefined;
  return `${saySpan(week, content.timezone)} was quiet: nobody asked for anything, and nothing waits.`;
}

/** `23 grants to 6 people, 31 reads, 4 refusals`. */
export function sayTotals({ granted, people, reveals, refused }: WeekFigures): string {
  const parts = [
    granted === 0 ? 'nothing granted' : `${counted(granted, 'grant')} to ${counted(people, 'person', 'people')}`,
    counted(reveals, 'read'),
    counted(refused, 'refusal'),
  ];
  const said = parts.filter((part) => !part.startsWith('0 ')).join(', ');
  return `${said.slice(0, 1).toUpperCase()}${said.slice(1)}`;
}

/** The figures, those left out that were nothing in both weeks. */
export function figureRows({ figures, before }: Pick<DigestContent, 'figures' | 'before'>): FigureRow[] {
  const counts = COUNTS.filter(([, field]) => figures[field] > 0 || (before?.[field] ?? 0) > 0).map(([label, field]) => ({
    label,
    now: String(figures[field]),
    ...(before && { before: String(before[field]) }),
  }));
  const waited = [figures, before].map((of) => of?.medianSecondsToAccess);
  if (waited.every((seconds) => seconds === undefined)) return counts;
  const median = { label: 'Median time to access', now: sayWait(waited[0]), ...(before && { before: sayWait(waited[1]) }) };
  return [...counts, median];
}

const COUNTS = [
  ['Grants', 'granted'],
  ['Approved by others', 'approved'],
  ['Break glass', 'brokenGlass'],
  ['People', 'people'],
  ['Reads', 'reveals'],
  ['Refused', 'refused'],
  ['Denied', 'denied'],
  ['Nobody answered', 'unanswered'],
  ['Revoked', 'revoked'],
] as const;

/** `1 grant`, `2 grants`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

// Nobody compares minutes by the second.
function sayWait(seconds: number | undefined): string {
  if (seconds === undefined) return '–';
  const minutes = Math.ceil(seconds / 60);
  return seconds < 120 ? `${Math.ceil(seconds)} s` : sayDuration(Temporal.Duration.from({ minutes }));
}
