import type { DigestContent, GrantMention, Some, Told, WeekFigures, WorthALook } from './digest.ts';
import { sayDate, sayDuration, sayLastingTime } from './say-time.ts';

/** One list of what is worth a look, in words: how many there are, and a line for each of the first few. */
export interface Look {
  title: string;
  total: number;
  lines: readonly string[];
}

/**
 * A digest in plain lines, for a terminal and for places that show no blocks; on the clocks that it names itself. The first says which time it is of;
 * a quiet week is that one line, unless something still stands open. Names in it are as they were recorded: whoever shows them cleans them.
 */
export function sayDigest(told: Told): string[] {
  const { content } = told;
  const looks = looksOf(told);
  const isQuiet = isQuietIn(content.figures);
  const title = isQuiet ? `${saySpan(told)}: quiet week, nothing was asked for.` : `${saySpan(told)}.`;
  if (isQuiet && looks.length === 0 && !content.late) return [`${title} ${sayHead(content)}`];
  return [
    title,
    ...(content.late ? ['Posted late: nothing ran when it was due.'] : []),
    ...(isQuiet ? [] : sayFigures(content)),
    ...(looks.length > 0 ? ['Worth a look:', ...looks.flatMap(linesOf)] : ['Nothing else is worth a look.']),
    sayHead(content),
  ];
}

/** `Mon 2 Nov to Sun 8 Nov` of whole days, else since when. */
export function saySpan({ week, content }: Told): string {
  const [from, to] = [week.from, week.to].map((at) => at.toZonedDateTimeISO(content.timezone));
  if (!from || !to) return '';
  const isWhole = [from, to].every((at) => at.startOfDay().equals(at));
  if (!isWhole) return `Since ${sayLastingTime(week.from, { timezone: content.timezone, now: week.to })}`;
  const last = to.toPlainDate().subtract({ days: 1 });
  return `${sayDate(from.toPlainDate(), last)} to ${sayDate(last, last)}`;
}

/** Whether nobody asked for anything. */
export function isQuietIn(figures: WeekFigures): boolean {
  const { granted, denied, unanswered, refused, reveals, revoked } = figures;
  return granted + denied + unanswered + refused + reveals + revoked === 0;
}

/** The figures, each with the week before in brackets. */
export function sayFigures({ figures, before }: DigestContent): string[] {
  const n = (field: keyof WeekFigures) => (before ? `${figures[field]} (${before[field]})` : `${figures[field]}`);
  const half = figures.medianSecondsToAccess;
  return [
    `Given ${n('granted')}, to ${n('people')} people; agreed to by others ${n('approved')}, glass broken ${n('brokenGlass')}.`,
    `Refused ${n('refused')}, denied ${n('denied')}, unanswered ${n('unanswered')}, revoked ${n('revoked')}.`,
    `Values were shown ${n('reveals')} times.${half === undefined ? '' : ` Half of them waited at most ${sayDuration(Temporal.Duration.from({ seconds: half }))} for access.`}`,
    ...(before ? ['In brackets: the week before.'] : []),
  ];
}

/** What is worth a look, most urgent first; lists that are empty are left out. */
export function looksOf({ week, content }: Told): Look[] {
  const reader = { timezone: content.timezone, now: week.to };
  const when = (at: string) => sayLastingTime(Temporal.Instant.from(at), reader);
  const sayGrant = (grant: GrantMention) => sayMention(grant, when);
  const look: WorthALook = content.worthALook;
  return [
    lookOf('Broken glass nobody has reviewed', look.brokenGlassUnreviewed, sayGrant),
    lookOf('Seen and not marked rotated', look.exposed, (one) => {
      return `${one.variable} of ${one.resource}, last seen by ${one.lastSeenBy} ${when(one.at)}`;
    }),
    lookOf('Read after the incident was resolved', look.readAfterResolve, sayGrant),
    lookOf('Given off-hours', look.offHours, sayGrant),
    lookOf('Never read', look.neverRead, sayGrant),
    lookOf('Refused', look.refusals, ({ person, resource, code, times }) => {
      return `${person}${resource === undefined ? '' : ` · ${resource}`} · ${code.replaceAll('-', ' ')} · ${times}×`;
    }),
    lookOf('Longest', look.longest, sayGrant),
    lookOf('Most read', look.mostRead, (one) => {
      return `${one.variable} of ${one.resource} · ${one.times}× by ${one.people} ${one.people === 1 ? 'person' : 'people'}`;
    }),
  ].filter(({ total }) => total > 0);
}

/** The log's head, by which anybody who keeps this can tell whether what is below it was changed since. */
export function sayHead({ head, unreadable }: DigestContent): string {
  const odd = unreadable === undefined ? '' : ` ${unreadable} entries couldn't be read: run nightlatch audit verify.`;
  return `Audit log: entry ${head.seq}, ${head.hash}.${odd}`;
}

function lookOf<T>(title: string, some: Some<T>, say: (one: T) => string): Look {
  return { title, total: some.total, lines: some.first.map(say) };
}

function linesOf({ title, total, lines }: Look): string[] {
  const more = total - lines.length;
  return [`${title}: ${total}`, ...lines.map((text) => `  ${text}`), ...(more > 0 ? [`  and ${more} more`] : [])];
}

function sayMention(grant: GrantMention, when: (at: string) => string): string {
  const { holder, resource, at, minutes, reveals, incident } = grant;
  const length = minutes < 1 ? 'under 1 min' : sayDuration(Temporal.Duration.from({ minutes }));
  const read = reveals === 0 ? 'not read' : `read ${reveals}×`;
  return [holder, resource, when(at), length, read, incident].filter((part) => part !== undefined).join(' · ');
}
