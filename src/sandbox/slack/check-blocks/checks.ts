import { isJsonObject } from '../../json.ts';
import type { Check } from './findings.ts';

export const anything: Check = () => {};

export function required(check: Check): Check {
  return (value, at, findings) => {
    if (value === undefined) findings.add(`missing required field: ${at.split('/').at(-1)}`, at.slice(0, at.lastIndexOf('/')));
    else check(value, at, findings);
  };
}

/** A string of at most `most` characters and, unless told, not an empty one. */
export function string(most: number, least = 1): Check {
  return (value, at, findings) => {
    if (value === undefined) return;
    if (typeof value !== 'string') return findings.add('must provide a string', at);
    if (value.length > most) findings.add(`must be less than ${most + 1} characters`, at);
    if (value.length < least) findings.add(`must be more than ${least - 1} characters`, at);
  };
}

export const flag: Check = (value, at, findings) => {
  if (value !== undefined && typeof value !== 'boolean') findings.add('must provide a boolean', at);
};

export const number: Check = (value, at, findings) => {
  if (value !== undefined && !Number.isFinite(value)) findings.add('must provide a number', at);
};

export function oneOf(...allowed: string[]): Check {
  return (value, at, findings) => {
    if (value !== undefined && !allowed.includes(String(value)))
      findings.add(`invalid value; allowed are ${allowed.join(', ')}`, at);
  };
}

export function list(item: Check, { least = 1, most = Number.POSITIVE_INFINITY } = {}): Check {
  return (value, at, findings) => {
    if (value === undefined) return;
    if (!Array.isArray(value)) return findings.add('must provide an array', at);
    if (value.length > most) findings.add(`no more than ${most} items allowed`, at);
    if (value.length < least) findings.add(`no less than ${least} items allowed`, at);
    for (const [index, one] of value.entries()) item(one, `${at}/${index}`, findings);
  };
}

/** An object with these fields and no others. */
export function fields(of: Record<string, Check>): Check {
  return (value, at, findings) => {
    if (value === undefined) return;
    if (!isJsonObject(value)) return findings.add('must provide an object', at);
    for (const key of Object.keys(value)) if (!Object.hasOwn(of, key)) findings.add(`invalid additional property: ${key}`, at);
    for (const [key, check] of Object.entries(of)) check(value[key], `${at}/${key}`, findings);
  };
}

/** An object whose `type` chooses its fields. */
export function byType(kinds: Record<string, Check>, what: string): Check {
  return (value, at, findings) => {
    if (value === undefined) return;
    if (!isJsonObject(value)) return findings.add('must provide an object', at);
    const check = typeof value.type === 'string' && Object.hasOwn(kinds, value.type) ? kinds[value.type] : undefined;
    if (check === undefined) findings.add(`unsupported type: ${String(value.type)} (${what})`, `${at}/type`);
    else check(value, at, findings);
  };
}

export function all(...checks: Check[]): Check {
  return (value, at, findings) => {
    for (const check of checks) check(value, at, findings);
  };
}
