import { isJsonObject, type JsonObject } from '../json.ts';
import { invalidArguments, SlackRefusal } from './refusal.ts';

/** What a Web API call was given, from a form (objects as JSON text) or from JSON. */
export class Arguments {
  readonly all: JsonObject;

  constructor(all: JsonObject) {
    this.all = all;
  }

  text(name: string): string | undefined {
    const value = this.all[name];
    return value === undefined || value === null ? undefined : String(value);
  }

  required(name: string): string {
    const value = this.text(name);
    if (value === undefined || value === '') throw invalidArguments([`missing required field: ${name}`]);
    return value;
  }

  flag(name: string): boolean {
    const value = this.all[name];
    return value === true || value === 'true' || value === '1' || value === 1;
  }

  number(name: string, otherwise: number): number {
    const value = Number(this.text(name) ?? otherwise);
    return Number.isFinite(value) ? value : otherwise;
  }

  list(name: string): string[] | undefined {
    return this.text(name)
      ?.split(',')
      .map((one) => one.trim())
      .filter((one) => one !== '');
  }

  /** A structure, sent as such or as JSON text; refuses text that is no JSON with `code`. */
  structure(name: string, code: string): unknown {
    const value = this.all[name];
    if (typeof value !== 'string') return value;
    try {
      return JSON.parse(value);
    } catch {
      throw new SlackRefusal(code);
    }
  }
}

/** Reads a body by its content type, or the query when there is none; refuses with Slack's names. */
export function parseArguments(contentType: string | undefined, body: string, query: URLSearchParams): JsonObject {
  if (body === '') return Object.fromEntries(query);
  const type = (contentType ?? '').split(';')[0]?.trim();
  if (type === 'application/json') return parseJson(body);
  if (type === 'application/x-www-form-urlencoded') return Object.fromEntries(new URLSearchParams(body));
  throw new SlackRefusal('invalid_post_type');
}

function parseJson(body: string): JsonObject {
  try {
    const value: unknown = JSON.parse(body);
    if (isJsonObject(value)) return value;
  } catch {
    throw new SlackRefusal('invalid_json');
  }
  throw new SlackRefusal('json_not_object');
}
