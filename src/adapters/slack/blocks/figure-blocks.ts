import type { DigestContent, Told } from '../../../domain/digest.ts';
import { type FigureRow, figureRows } from '../../../domain/say-figures.ts';
import { sayColumns } from '../../../domain/say-span.ts';
import { sayDate } from '../../../domain/say-time.ts';
import type { Block } from './kit.ts';
import { bullets, line, richText } from './parts.ts';

// Slack's charts have room for more, a phone's screen hasn't. Over seven days it is when the policy's day of the digest was changed.
const MOST_DAYS = 14;

type Day = DigestContent['days'][number];

/** The figures as a table, the week before beside them where it is known; no block where there are none. */
export function figuresTable({ week, content }: Told): Block[] {
  const rows = figureRows(content);
  if (rows.length === 0) return [];
  const hasBefore = content.before !== undefined;
  const [now, before] = sayColumns(week, content.timezone);
  const numbers = { align: 'right' as const };
  const cells = [{ label: 'What', now, before }, ...rows].map((row) => cellsOf(row, hasBefore));
  return [{ type: 'table', column_settings: [{ is_wrapped: true }, numbers, ...(hasBefore ? [numbers] : [])], rows: cells }];
}

/** The same as a list of text. */
export function figureLines({ content }: Told): Block[] {
  const said = figureRows(content).map(({ label, now, before }) =>
    before === undefined ? `${label}: ${now}` : `${label}: ${now}, before ${before}`,
  );
  return said.length === 0 ? [] : [richText(bullets(said))];
}

/** What was granted and refused by day; no block where nothing was, or there are too many days to draw. */
export function dayChart({ content }: Told): Block[] {
  const days = daysWorthDrawing(content);
  if (days.length === 0) return [];
  const categories = namesOf(days);
  const series = (name: string, value: (day: Day) => number) => ({
    name,
    data: days.map((day, index) => ({ label: categories[index] ?? day.date, value: value(day) })),
  });
  const both = [series('Granted', ({ granted }) => granted), series('Refused', ({ refused }) => refused)];
  const chart = { type: 'bar' as const, series: both, axis_config: { categories } };
  return [{ type: 'data_visualization', title: 'Granted and refused by day', chart }];
}

/** The same as lines of text. */
export function dayLines({ content }: Told): Block[] {
  const days = daysWorthDrawing(content);
  const names = namesOf(days);
  const said = (what: string, value: (day: Day) => number) =>
    line(`${what} by day: ${days.map((day, index) => `${names[index]} ${value(day)}`).join(', ')}`);
  return days.length === 0 ? [] : [said('Granted', ({ granted }) => granted), said('Refused', ({ refused }) => refused)];
}

function daysWorthDrawing({ days }: DigestContent): readonly Day[] {
  return days.length <= MOST_DAYS && days.some(({ granted, refused }) => granted + refused > 0) ? days : [];
}

/** `Mon`; where a weekday comes twice `Mon 16`. */
function namesOf(days: readonly Day[]): string[] {
  return days.map(({ date }) => {
    const said = sayDate(Temporal.PlainDate.from(date), Temporal.PlainDate.from(date));
    return said
      .split(' ')
      .slice(0, days.length > 7 ? 2 : 1)
      .join(' ');
  });
}

function cellsOf({ label, now, before }: FigureRow, hasBefore: boolean) {
  const said = hasBefore ? [label, now, before ?? '–'] : [label, now];
  return said.map((text) => ({ type: 'raw_text' as const, text }));
}
