import { api } from '@pagerduty/pdjs';
import type { z } from 'zod';
import type { FaultKind } from '../../../domain/evidence.ts';
import type { Secret } from '../../../domain/secret.ts';
import { SourceUnavailable } from '../../../ports/on-call-source.ts';
import type { Page } from './responses.ts';

export interface PagerDutyOptions {
  /** Without one nothing is asked, and every question stays without an answer. */
  token: Secret | undefined;
  /** An API key's `Token token=` or an OAuth app's `Bearer`. */
  tokenType?: 'token' | 'bearer';
  /** The API's base, such as `https://api.pagerduty.com` or `https://api.eu.pagerduty.com`. */
  url: string;
  /** Milliseconds for one call and for all calls of one check. */
  limits?: { call: number; check: number };
  /** Hears every answer as it came; the path is without ids. */
  seeAnswer?: (path: string, body: unknown) => void;
}

/** Query values; those that are undefined are not sent. */
export type Query = Readonly<Record<string, string | readonly string[] | undefined>>;

/** The calls of one question, which share one deadline. Everything that goes wrong is a SourceUnavailable without the token or a body. */
export interface PagerDutyCheck {
  /** One thing, or undefined when PagerDuty says there is none (404). */
  one<T>(path: string, answer: z.ZodType<T>, query?: Query): Promise<T | undefined>;
  /** Adds something, in the name of the user who has that address; undefined on 404. Sent once: where it fails it may have been added. */
  add<T>(path: string, added: Added, answer: z.ZodType<T>): Promise<T | undefined>;
  /** All pages of a list. */
  all<T>(path: string, page: Page<T>, query?: Query): Promise<T[]>;
}

/** `from` is a user's address, without which PagerDuty takes nothing. */
export interface Added {
  from: string;
  data: Readonly<Record<string, unknown>>;
}

export interface PagerDutyClient {
  /** Starts a check; its deadline runs from now. */
  check(): PagerDutyCheck;
}

const LIMITS = { call: 3_000, check: 5_000 };
const PAGE = 100;
// PagerDuty refuses to page beyond this, so a list that goes on is one that we can't read whole.
const MOST_ENTRIES = 10_000;
// A page of a hundred entries with everything included stays far below; node-fetch counts it after decompression.
const MOST_BYTES = 4_000_000;

/** PagerDuty's REST API over @pagerduty/pdjs. */
export function pagerDutyClient(options: PagerDutyOptions): PagerDutyClient {
  const limits = options.limits ?? LIMITS;
  return {
    check() {
      const endsAt = performance.now() + limits.check;
      const once = (asked: Asked, attempt?: SourceUnavailable) => {
        const left = Math.min(limits.call, endsAt - performance.now());
        // A retry that has no time left would only turn the first fault into a time-out.
        return left > 0 ? askWithin(options, asked, left) : Promise.reject(attempt ?? unavailable('timeout'));
      };
      const get: Get = (path, query) => twice((attempt) => once({ path, query }, attempt));
      return {
        one: (path, answer, query = {}) => one(get, path, answer, query),
        add: (path, added, answer) => one(() => once({ path, query: {}, added }), path, answer, {}),
        all: (...args) => all(get, ...args),
      };
    },
  };
}

interface Asked {
  path: string;
  query: Query;
  added?: Added;
}

type Get = (path: string, query: Query) => Promise<{ status: number; body: unknown }>;

async function one<T>(get: Get, path: string, answer: z.ZodType<T>, query: Query): Promise<T | undefined> {
  const { status, body } = await get(path, query);
  return status === 404 ? undefined : parse(answer, status, body);
}

async function all<T>(get: Get, path: string, page: Page<T>, query: Query = {}): Promise<T[]> {
  const entries: T[] = [];
  for (let offset = 0; offset < MOST_ENTRIES; ) {
    const { status, body } = await get(path, { ...query, limit: String(PAGE), offset: String(offset) });
    const read = parse(page, status, body);
    // A page from elsewhere or one that lost entries would make the list incomplete, and an incomplete list reads as "not on call".
    if (read.offset !== offset || read.entries.length > read.limit) throw unavailable('shape');
    entries.push(...read.entries);
    if (!read.more) return entries;
    offset += read.limit;
  }
  throw unavailable('shape');
}

function parse<T>(answer: z.ZodType<T>, status: number, body: unknown): T {
  if (status !== 200 && status !== 201) throw unavailable('shape');
  const parsed = answer.safeParse(body);
  // zod's issues quote what they found, so they don't become the cause.
  if (!parsed.success) throw unavailable('shape');
  return parsed.data;
}

async function twice<T>(attempt: (before?: SourceUnavailable) => Promise<T>): Promise<T> {
  try {
    return await attempt();
  } catch (error) {
    if (error instanceof SourceUnavailable && (error.kind === 'network' || error.kind === 'server')) return attempt(error);
    throw error;
  }
}

async function askWithin({ token, ...options }: PagerDutyOptions, asked: Asked, milliseconds: number) {
  if (!token) throw unavailable('not-asked');
  // pdjs would send the word `undefined`, and quote a token that no header can hold.
  if (!/^[\x21-\x7e]+$/.test(token.reveal())) throw unavailable('auth');
  const controller = new AbortController();
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(unavailable('timeout')), milliseconds);
  try {
    return await Promise.race([ask({ ...options, token }, asked, controller.signal, milliseconds), late.promise]);
  } finally {
    clearTimeout(timer);
    // Also drops what pdjs left unread: answers that were too large, and those before its own retries.
    controller.abort();
  }
}

type Asking = PagerDutyOptions & { token: Secret };

async function ask(options: Asking, asked: Asked, signal: AbortSignal, timeout: number) {
  const response = await call(parametersOf(options, asked, signal, timeout)).catch((thrown: unknown) => {
    throw thrown instanceof Error ? faultOf(thrown) : unavailable(faultOfStatus(statusOf(thrown)) ?? 'bad-body');
  });
  options.seeAnswer?.(asked.path.replaceAll(/\/[A-Z0-9]{5,}(?=\/|$)/g, '/:id'), response.data);
  const fault = faultOfStatus(response.status);
  if (fault) throw unavailable(fault);
  return { status: response.status, body: response.data as unknown };
}

// pdjs throws at once where a request can't be built; as a promise every fault takes one way.
async function call(parameters: ReturnType<typeof parametersOf>) {
  return api(parameters);
}

function parametersOf(options: Asking, { path, query, added }: Asked, signal: AbortSignal, timeout: number) {
  const sent = Object.entries(query).flatMap(([key, value]) => (value === undefined ? [] : [[key, value] as const]));
  // pdjs hands what it doesn't know to node-fetch, whose `size` bounds the body; the type knows only the standard's fields.
  const bounded = { size: MOST_BYTES };
  return {
    ...bounded,
    url: `${options.url.replace(/\/+$/, '')}${path}`,
    method: added ? 'POST' : 'GET',
    ...(added && { headers: { From: added.from }, data: added.data }),
    token: options.token.reveal(),
    tokenType: options.tokenType ?? 'token',
    queryParameters: Object.fromEntries(sent.map(([key, value]) => [key, typeof value === 'string' ? value : [...value]])),
    redirect: 'error' as const,
    signal,
    timeout,
    // pdjs' own timer aborts nothing and would keep the process open.
    requestTimeout: 1,
    // pdjs repeats a 429 three times, after 20 s each; it can only be told not to wait.
    retryTimeout: 0,
  };
}

/** What a status says; undefined where the body decides. */
function faultOfStatus(status: number | undefined): FaultKind | undefined {
  if (status === 401 || status === 403) return 'auth';
  if (status === 429) return 'rate-limited';
  if (status !== undefined && status >= 500) return 'server';
  return undefined;
}

// pdjs rejects with the Response where a body could not be read.
function statusOf(thrown: unknown): number | undefined {
  const status = typeof thrown === 'object' && thrown !== null && 'status' in thrown ? thrown.status : undefined;
  return typeof status === 'number' ? status : undefined;
}

function faultOf(error: Error): SourceUnavailable {
  const type = 'type' in error ? error.type : undefined;
  if (type === 'request-timeout' || type === 'aborted') return unavailable('timeout');
  if (type === 'no-redirect' || type === 'invalid-redirect') return unavailable('shape');
  return unavailable('network', codeOf(error));
}

function codeOf(error: Error): string | undefined {
  const code = 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^[A-Z_]+$/.test(code) ? code : undefined;
}

// The message of a foreign error may quote the token, the address or the body: only its code is kept.
function unavailable(kind: FaultKind, code?: string): SourceUnavailable {
  return new SourceUnavailable(
    'PagerDuty',
    kind,
    code === undefined ? undefined : { cause: Object.assign(new Error(code), { code }) },
  );
}
