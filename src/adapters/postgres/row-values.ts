/** A row as `to_jsonb` gives it: times are ISO text with microseconds, which Prisma's Date would lose. */
export type JsonRow<T> = { row: T };

/** An instant from the text that `to_jsonb` makes of a timestamptz. */
export function instant(text: string): Temporal.Instant {
  return Temporal.Instant.from(text);
}

/** Whole seconds of a duration, as the columns keep them. */
export function seconds(duration: Temporal.Duration): number {
  return Math.round(duration.total('seconds'));
}

/** The fields whose value isn't null or undefined: what an optional property wants. */
export function present<T extends object>(fields: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null && value !== undefined)) as {
    [K in keyof T]?: NonNullable<T[K]>;
  };
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whether it can be an id at all; ids come back from buttons, and a cast of anything else fails the whole transaction. */
export function isId(text: string): boolean {
  return UUID.test(text);
}
