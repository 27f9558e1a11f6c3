import type { JsonObject } from '../json.ts';
import type { Arguments } from './arguments.ts';
import { SlackRefusal } from './refusal.ts';

/** One page of `items` under `name`, with Slack's cursor to the next; a limit of 0 means all. */
export function paged(name: string, items: unknown[], args: Arguments, most = 1000): JsonObject {
  const cursor = args.text('cursor');
  const from = cursor === undefined || cursor === '' ? 0 : positionOf(cursor);
  const limit = Math.min(args.number('limit', 0) || most, most);
  const more = from + limit < items.length;
  return { [name]: items.slice(from, from + limit), response_metadata: { next_cursor: more ? cursorTo(from + limit) : '' } };
}

function cursorTo(position: number): string {
  return Buffer.from(`next:${position}`).toString('base64');
}

function positionOf(cursor: string): number {
  const position = /^next:(\d+)$/.exec(Buffer.from(cursor, 'base64').toString())?.[1];
  if (position === undefined) throw new SlackRefusal('invalid_cursor');
  return Number(position);
}
