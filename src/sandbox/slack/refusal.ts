import type { JsonObject } from '../json.ts';

/** Slack's way to say no: `ok: false` with a name, at status 200. */
export class SlackRefusal extends Error {
  readonly code: string;
  readonly more: JsonObject;

  constructor(code: string, more: JsonObject = {}) {
    super(code);
    this.code = code;
    this.more = more;
  }
}

/** `invalid_arguments` with what was wrong, as Slack words it. */
export function invalidArguments(messages: string[], code = 'invalid_arguments'): SlackRefusal {
  return new SlackRefusal(code, {
    errors: messages,
    response_metadata: { messages: messages.map((message) => `[ERROR] ${message}`) },
  });
}
