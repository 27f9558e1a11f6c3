/** What may be said in a log line: names, ids and counts. Never a body, never a value. */
export type LogFields = { readonly [key: string]: string | number | boolean | undefined };

/** The log. */
export interface Logger {
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  /** `error` is reduced to its name, code and message of our own errors; nothing of a foreign error's body is kept. */
  error(event: string, fields?: LogFields, error?: unknown): void;
}
