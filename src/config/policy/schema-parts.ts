import * as z from 'zod';
import { type DurationReading, parseDuration, writeDuration } from '../../domain/parse-duration.ts';
import type { Weekday } from '../../domain/weekday.ts';

// What the shapes of nightlatch.yml are made of. A message of a leaf says what is allowed there, as a noun.

/** What is said of a key wherever people read of it. `usual` is what holds where it isn't written. */
export interface Telling {
  usual?: string;
  minProperties?: number;
}

/** The same schema, with what the key is for: the reference and editors tell it. */
export function told<Schema extends z.ZodType>(schema: Schema, description: string, { usual, ...more }: Telling = {}): Schema {
  return schema.meta({ description, ...(usual !== undefined && { 'x-usual': usual }), ...more });
}

/** `count` hours. */
export function hours(count: number): Temporal.Duration {
  return Temporal.Duration.from({ hours: count });
}

const DURATION = 'a duration such as 90s, 30m, 4h or 1h30m';
// How long it may be is told, but no pattern can hold it.
const UNITS = '(\\d+h)?(\\d+m)?(\\d+s)?$';
const NONE = /^0+[hms]$/;

/** A time as people write it, above zero and at most `longest`. */
export function duration(longest = hours(24)) {
  return durationRead(longest, { error: DURATION, pattern: `^(?=.*[1-9])${UNITS}` }, (text) => parseDuration(text, longest));
}

/** The same, or none at all: `0m`. */
export function durationOrNone(longest: Temporal.Duration) {
  const told = { error: `${DURATION}, or 0m`, pattern: `^(?=.*\\d)${UNITS}` };
  return durationRead(longest, told, (text) =>
    NONE.test(text) ? { ok: true, duration: new Temporal.Duration() } : parseDuration(text, longest),
  );
}

function durationRead(
  longest: Temporal.Duration,
  { error, pattern }: { error: string; pattern: string },
  read: (text: string) => DurationReading,
) {
  const written = z.string({ error }).meta({ pattern, 'x-most': writeDuration(longest) });
  return written.transform((text, context) => {
    const reading = read(text);
    if (reading.ok) return reading.duration;
    const wrong = {
      'not-a-duration': `is not ${error}`,
      'not-positive': 'is not above zero',
      'too-long': `is over the limit of ${writeDuration(longest)}`,
    }[reading.why];
    const isTime = reading.why !== 'not-a-duration';
    // A few digits and units are no secret.
    const unquoted = `${isTime && text.length < 10 ? text : 'what stands here'} ${wrong}`;
    context.addIssue({ code: 'custom', message: `${isTime ? text : `“${text}”`} ${wrong}`, params: { unquoted }, input: text });
    return z.NEVER;
  });
}

/** An object that takes no other keys. Its message for one carries those that it does take, for `explainIssues`. */
export function keys<Shape extends z.ZodRawShape>(shape: Shape) {
  const known = Object.keys(shape);
  return z.strictObject(shape, {
    error: (issue) => (issue.code === 'unrecognized_keys' ? known.join(' ') : `a map of ${known.join(', ')}`),
  });
}

/** Text of that shape. */
export function matching(shape: RegExp, error: string) {
  return z.string({ error }).regex(shape, { error });
}

/** A list with one item at least. */
export function listOf<Item extends z.ZodType>(item: Item, error: string) {
  return z.array(item, { error }).min(1, { error });
}

/** A map whose keys are names of its own. It takes any, so that what is below a bad one is checked too: `wrongNames` finds those. */
export function named<Value extends z.ZodType>(name: z.ZodType<string, string>, value: Value, what: string) {
  return z.record(name.catch(asWritten), value, { error: `a map of ${what}` });
}

// To tell the schema to editors the package asks once what it is, with nothing written.
function asWritten(caught?: { input: unknown }): string {
  return String(caught?.input);
}

/** A whole number from 1 to `most`. */
export function positive(most: number) {
  const error = `a whole number from 1 to ${most}`;
  return z.int({ error }).min(1, { error }).max(most, { error });
}

/** One of these words. */
export function oneOf<const Words extends readonly [string, ...string[]]>(words: Words, error: string) {
  return z.enum(words, { error });
}

const NAME = /^[a-z0-9][a-z0-9._-]{0,39}$/;

/** A name that the file gives to a thing of its own, or goes by. */
export function nameOf(what: string) {
  return matching(NAME, what);
}

export const name = nameOf('a name of a to z, 0 to 9, - . _ (at most 40)');
export const names = listOf(name, 'a list of names');
export const truth = z.boolean({ error: 'true or false' });
// Editors match without the flag that classes of characters need.
export const line = matching(/^(?! )[^\p{Cc}\p{Cf}]{1,80}$/u, 'one line of at most 80 characters').meta({
  pattern: '^(?! ).{1,80}$',
});
export const pagerDutyId = matching(/^[A-Z0-9]{4,20}$/, 'a PagerDuty id such as PABC123');
export const variableName = matching(
  /^[A-Z][A-Z0-9_]{1,63}$/,
  'a name such as PGPASSWORD: a letter, then A to Z, 0 to 9 and _ (2 to 64)',
);

/** The id of one of Slack's channels. */
export function channel(example: string) {
  return matching(/^[CG][A-Z0-9]{2,20}$/, `a Slack channel id such as ${example}`);
}

/** What names of channels look like; `*` stands for anything. With more of them a long name would take long to judge. */
export const channelPattern = matching(
  /^(?!(?:.*\*){4})(?=.*[^*])[a-z0-9_*\u00a1-\uffff-]{1,80}$/,
  'a pattern of channel names such as inc-*: without #, in small letters, with at most three *',
);

const TIME_OF_DAY = 'a time of day from 00:00 to 23:59, such as 09:00';
export const timeOfDay = matching(/^([01][0-9]|2[0-3]):[0-5][0-9]$/, TIME_OF_DAY).transform((text) =>
  Temporal.PlainTime.from(text),
);

const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;
export const weekday = oneOf(WEEKDAYS, 'a day of the week such as monday').transform(
  (day) => (WEEKDAYS.indexOf(day) + 1) as Weekday,
);

// A plan as old as a day isn't compared with any more.
export const settled = durationOrNone(hours(12));
export const showFor = duration(Temporal.Duration.from({ minutes: 5 }));
export const maxReveals = positive(100);
export const approversCount = positive(20);
