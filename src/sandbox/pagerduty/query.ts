import { invalidInput } from './refusal.ts';

const firstPage = 25;
const largestPage = 100;
const farthest = 10_000;

/** The page of `items` that was asked for, with PagerDuty's figures beside it. */
export function pageOf(name: string, items: unknown[], query: URLSearchParams): Record<string, unknown> {
  const limit = Math.min(whole(query, 'limit', firstPage), largestPage);
  const offset = whole(query, 'offset', 0);
  if (limit < 1) throw invalidInput('Limit must be at least 1');
  if (offset + limit > farthest) throw invalidInput('Offset and limit must sum to 10000 at most');
  const total = query.get('total') === 'true' ? items.length : null;
  return { [name]: items.slice(offset, offset + limit), limit, offset, total, more: offset + limit < items.length };
}

function whole(query: URLSearchParams, name: string, otherwise: number): number {
  const given = query.get(name);
  if (given === null) return otherwise;
  if (!/^\d+$/.test(given)) throw invalidInput(`${name} must be an integer`);
  return Number(given);
}

/** The values of `name[]`; `undefined` when there are none, which filters nothing. */
export function filter(query: URLSearchParams, name: string): string[] | undefined {
  const values = query.getAll(`${name}[]`);
  return values.length === 0 ? undefined : values;
}

/** Whether a filter lets the value through. */
export function passes(wanted: string[] | undefined, value: string | undefined): boolean {
  return wanted === undefined || (value !== undefined && wanted.includes(value));
}

/** A time of the query, which must carry its offset or be UTC by `time_zone`'s default. */
export function timeOf(query: URLSearchParams, name: string): Temporal.Instant | undefined {
  const given = query.get(name);
  if (given === null) return undefined;
  try {
    return Temporal.Instant.from(/(Z|[+-]\d{2}:?\d{2})$/i.test(given) ? given : `${given}Z`);
  } catch {
    throw invalidInput(`${name} is not a valid time`);
  }
}
