/** An entry of the log as it was read back. What is in it is looked at with care: it may be of an older version, or of a newer one. */
export interface LoggedEntry {
  /** Milliseconds since 1970: comparing a million instants would take seconds. */
  at: number;
  kind: string;
  by: Fields;
  about: Fields;
}

export type Fields = { readonly [key: string]: unknown };

const NOTHING: Fields = {};

/** The entry that a record is; undefined when its text is no object of JSON. Unknown kinds and missing fields are let through. Never throws. */
export function readLogged({ at, record }: { at: Temporal.Instant; record: string }): LoggedEntry | undefined {
  const read = objectIn(record);
  return (
    read && {
      at: at.epochMilliseconds,
      kind: textIn(read, 'kind') ?? '',
      by: fieldsIn(read, 'by'),
      about: fieldsIn(read, 'about'),
    }
  );
}

/** A text that isn't empty. */
export function textIn(fields: Fields, key: string): string | undefined {
  const value = fields[key];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A whole number that isn't negative. */
export function countIn(fields: Fields, key: string): number | undefined {
  const value = fields[key];
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

/** The texts of a list; empty when there is none. */
export function textsIn(fields: Fields, key: string): string[] {
  const value = fields[key];
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string' && one !== '') : [];
}

/** An instant that was written as ISO 8601, in milliseconds since 1970. */
export function instantIn(fields: Fields, key: string): number | undefined {
  const text = textIn(fields, key);
  try {
    return text === undefined ? undefined : Temporal.Instant.from(text).epochMilliseconds;
  } catch {
    return undefined;
  }
}

/** An object's fields; none when there is no object. */
export function fieldsIn(fields: Fields, key: string): Fields {
  const value = fields[key];
  return isFields(value) ? value : NOTHING;
}

function objectIn(record: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(record);
    return isFields(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
