import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { SandboxClock } from '../clock.ts';
import { Faults, type Hold } from '../faults.ts';
import { isJsonObject, type JsonObject } from '../json.ts';
import type { PagerDutyMode } from '../page-api.ts';
import { readBody } from '../read-body.ts';
import { accountRoutes } from './account-routes.ts';
import { faultOfMode, meetFault, type PagerDutyFault } from './fault.ts';
import type { Agent, Incident, IncidentStatus } from './incident.ts';
import { incidentRoutes } from './incident-routes.ts';
import { onCallRoutes } from './on-call-routes.ts';
import { invalidInput, notFound, PagerDutyRefusal } from './refusal.ts';
import type { Asked, Route } from './route.ts';
import type { Override } from './schedule.ts';
import { seedPagerDuty } from './seed.ts';
import type { PagerDutyState } from './state.ts';
import { Webhooks } from './webhooks.ts';

/** One request as it came and as it went; `status` is 0 while, or if, nothing was answered. */
export interface PagerDutyRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  body: JsonObject;
  at: Temporal.Instant;
  status: number;
}

const accepted = 'application/vnd.pagerduty+json;version=2';
const routes: Route[] = [...accountRoutes, ...onCallRoutes, ...incidentRoutes];

/** The local PagerDuty: its state, its REST API, and the levers of tests. */
export class SandboxPagerDuty {
  readonly state: PagerDutyState;
  readonly webhooks: Webhooks;
  readonly requests: PagerDutyRequest[] = [];
  readonly #clock: SandboxClock;
  readonly #token: string;
  readonly #faults = new Faults<PagerDutyFault>();
  #mode: PagerDutyMode = 'up';
  /** Whether the token is taken; a deleted or disabled key is answered with 401. */
  takesToken = true;

  constructor(clock: SandboxClock, token: string) {
    this.#clock = clock;
    this.#token = token;
    this.state = seedPagerDuty(clock.now());
    this.webhooks = new Webhooks(this.state);
  }

  get mode(): PagerDutyMode {
    return this.#mode;
  }

  /** How every call fares from now on. */
  set mode(mode: PagerDutyMode) {
    this.#mode = mode;
    this.state.changes.changed();
  }

  /** Makes the next calls of `path` (such as `/oncalls`, without a query, or a pattern) meet a fault. */
  failNext(path: string | RegExp, fault: PagerDutyFault, times = 1): void {
    this.#faults.failNext(path, fault, times);
  }

  /** Stops the next call of `path` before or after it is performed, until released. */
  holdNext(path: string | RegExp, when: 'before' | 'after' = 'before'): Hold {
    return this.#faults.holdNext(path, when);
  }

  /** Takes back every planned fault and any mode. */
  heal(): void {
    this.#faults.heal();
    this.mode = 'up';
  }

  requestsTo(path: string): PagerDutyRequest[] {
    return this.requests.filter((request) => request.path === path);
  }

  /** Puts a user on call from now (or `from`) until `until`, eight hours on unless told. */
  putOnCall(schedule: string, user: string, until?: Temporal.Instant, from = this.#clock.now()): Override {
    return this.state.override(this.state.schedule(schedule), { user, start: from, end: until ?? from.add({ hours: 8 }) });
  }

  /** Opens an incident on a service, by a user of PagerDuty or, with none, by the service's monitoring. */
  openIncident(title: string, service: string, by?: string): Incident {
    const user = by === undefined ? undefined : this.state.users.get(by);
    const opener = user
      ? { type: 'user_reference' as const, id: user.id, summary: user.name }
      : { type: 'service_reference' as const, id: service, summary: this.state.services.get(service)?.name ?? service };
    return this.state.openIncident({ title, service, opener, at: this.#clock.now() });
  }

  /** Acknowledges or resolves an incident by id or number. */
  setIncident(which: string | number, status: IncidentStatus, by = 'PALICE1'): Incident {
    const incident = this.#incident(which);
    this.state.setStatus(incident, status, this.#clock.now(), this.#user(by));
    return incident;
  }

  /** Resolves it by merging it into another. */
  mergeIncident(which: string | number, into: string | number, by = 'PALICE1'): Incident {
    const incident = this.#incident(which);
    this.state.setStatus(incident, 'resolved', this.#clock.now(), this.#user(by), this.#incident(into).id);
    return incident;
  }

  /** Makes it another service's. */
  moveIncident(which: string | number, service: string, by = 'PALICE1'): Incident {
    const incident = this.#incident(which);
    this.state.change(incident, { service }, this.#clock.now(), this.#user(by));
    return incident;
  }

  reassignIncident(which: string | number, assignees: string[], by = 'PALICE1'): Incident {
    const incident = this.#incident(which);
    this.state.change(incident, { assignees }, this.#clock.now(), this.#user(by));
    return incident;
  }

  /** Takes it out, as with its service; PagerDuty tells nobody of that. */
  deleteIncident(which: string | number): void {
    this.state.incidents.delete(this.#incident(which).id);
    this.state.changes.changed();
  }

  #incident(which: string | number): Incident {
    const incident = [...this.state.incidents.values()].find((one) => one.id === which || one.number === which);
    if (incident === undefined) throw new Error(`PagerDuty has no incident ${which}`);
    return incident;
  }

  #user(id: string): Agent {
    return { type: 'user_reference', id, summary: this.state.users.get(id)?.name ?? id };
  }

  /** Answers one request; `path` is what follows the base. */
  async answer(path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://sandbox');
    const text = await readBody(request);
    const kept: PagerDutyRequest = {
      method: request.method ?? 'GET',
      path,
      query: url.searchParams,
      headers: request.headers,
      body: parsed(text) ?? {},
      at: this.#clock.now(),
      status: 0,
    };
    this.requests.push(kept);
    const fault = this.#faults.take(path) ?? faultOfMode(this.#mode);
    await this.#faults.pass(path, 'before');
    const answer = fault === undefined || fault === 'drop-after-doing-it' ? this.#perform(kept, text) : undefined;
    await this.#faults.pass(path, 'after');
    if (fault !== undefined) kept.status = meetFault(fault, response);
    else if (answer !== undefined) kept.status = send(response, answer.status, answer.body);
    this.state.changes.changed();
  }

  #perform(request: PagerDutyRequest, text: string): { status: number; body: unknown } {
    try {
      this.#authorize(request.headers);
      if (text !== '' && parsed(text) === undefined) throw invalidInput('The body is not a JSON object');
      const { route, id } = routeTo(request);
      const { query, body, headers } = request;
      const from = typeof headers.from === 'string' ? headers.from : undefined;
      const asked: Asked = { state: this.state, clock: this.#clock, query, id, body, from };
      return { status: route.status ?? 200, body: route.run(asked) };
    } catch (error) {
      if (!(error instanceof PagerDutyRefusal)) throw error;
      return { status: error.status, body: error.body };
    }
  }

  #authorize({ authorization, accept }: IncomingHttpHeaders): void {
    if (!this.takesToken || authorization !== `Token token=${this.#token}`) throw new PagerDutyRefusal(401, 2006, 'Unauthorized');
    if (accept !== accepted) throw new PagerDutyRefusal(406, 2012, 'The API version in Accept is not supported');
  }
}

function routeTo({ method, path }: PagerDutyRequest): { route: Route; id: string } {
  const parts = path.split('/');
  const onPath = routes.filter((route) => {
    const wanted = route.path.split('/');
    return wanted.length === parts.length && wanted.every((part, index) => part === ':id' || part === parts[index]);
  });
  if (onPath.length === 0) throw notFound();
  const route = onPath.find((one) => one.method === method);
  if (route === undefined) throw new PagerDutyRefusal(405, 2015, 'Method Not Allowed');
  return { route, id: parts[route.path.split('/').indexOf(':id')] ?? '' };
}

function parsed(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function send(response: ServerResponse, status: number, body: unknown): number {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body));
  return status;
}
