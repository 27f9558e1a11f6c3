import type { SandboxClock } from '../clock.ts';
import type { JsonObject } from '../json.ts';
import { invalidInput } from './refusal.ts';
import type { PagerDutyState, PagerDutyUser } from './state.ts';

/** One call as a route sees it. */
export interface Asked {
  state: PagerDutyState;
  clock: SandboxClock;
  query: URLSearchParams;
  id: string;
  body: JsonObject;
  /** The `From` header, a user's address. */
  from: string | undefined;
}

export interface Route {
  method: string;
  /** The path under the base, with `:id` for the one variable part. */
  path: string;
  status?: number;
  run(asked: Asked): unknown;
}

/** Who a write is from; PagerDuty refuses one without a known address. */
export function requester({ state, from }: Asked): PagerDutyUser {
  if (from === undefined) throw invalidInput("The From header can't be blank");
  const user = [...state.users.values()].find(({ email }) => email === from);
  if (user === undefined) throw invalidInput('Requester User Not Found');
  return user;
}
