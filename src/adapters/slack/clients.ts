import { type FetchFunction, LogLevel, type Logger as SdkLogger, WebClient } from '@slack/web-api';
import { Agent, fetch } from 'undici';
import type { Secret } from '../../domain/secret.ts';
import type { Logger } from '../../ports/logger.ts';
import type { Metrics } from '../../ports/metrics.ts';
import { onceAMinute } from './once-a-minute.ts';
import { faultOf, type SlackFault } from './slack-fault.ts';

export interface ClientSettings {
  botToken: Secret;
  /** Slack's own unless told. */
  apiUrl?: string;
  /** Milliseconds that a call may take: 2500 while a person waits, 10000 otherwise. */
  timeouts?: { interactive: number; background: number };
  /** Hears Slack's own time (the `Date` header) with every answer. */
  heardTime?: (date: string | null) => void;
}

/** Two clients, since one 429 pauses all that its client does: a wipe or a card must never hold up a person's window. */
export interface SlackClients {
  /** While a person waits: one try, quickly over. */
  interactive: SlackCalls;
  /** For workers and jobs. */
  background: SlackCalls;
  close(): Promise<void>;
}

/** Calls a method of Slack's Web API. Throws SlackFault and nothing else. */
export type SlackCalls = (method: string, args: Record<string, unknown>) => Promise<unknown>;

const TIMEOUTS = { interactive: 2500, background: 10_000 };
// No answer that Nightlatch asks for comes near it; a body without an end must not fill the memory.
const BIGGEST_ANSWER = 8 * 1024 * 1024;

/** Makes both clients. Neither logs what it sends or receives. `counted` hears of every call. */
export function slackClients(settings: ClientSettings, log: Logger, counted?: Pick<Metrics, 'called'>): SlackClients {
  const { interactive, background } = settings.timeouts ?? TIMEOUTS;
  const { calls, close } = callsByToken(settings.botToken, settings.apiUrl, log, { heardTime: settings.heardTime, counted });
  return { interactive: calls(interactive), background: calls(background), close };
}

/** Calls under one token, as a bot's or an app's; `timeout` in milliseconds. Nothing that is sent or received is logged. */
export function callsByToken(
  token: Secret,
  apiUrl: string | undefined,
  log: Logger,
  { heardTime, counted }: { heardTime?: ClientSettings['heardTime']; counted?: Pick<Metrics, 'called'> | undefined } = {},
): { calls(timeout: number): SlackCalls; close(): Promise<void> } {
  const agent = new Agent({ connect: { timeout: 1000 }, maxResponseSize: BIGGEST_ANSWER });
  const send: FetchFunction = async (url, init) => {
    const response = await fetch(url, { ...init, dispatcher: agent } as Parameters<typeof fetch>[1]);
    heardTime?.(response.headers.get('date'));
    return response;
  };
  const client = (timeout: number): WebClient =>
    new WebClient(token.reveal(), {
      ...(apiUrl === undefined ? {} : { slackApiUrl: apiUrl }),
      logger: silentBodies(log),
      fetch: send,
      timeout,
      // The rows of cards and wipes are the retries: a client that waits by itself would outlive the row's lease, and post twice.
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
      allowAbsoluteUrls: false,
    });
  return { calls: (timeout) => callsOf(client(timeout), counted), close: () => agent.destroy() };
}

/**
 * A logger for Slack's packages. At DEBUG they log whole bodies, a modal's values included, and their warnings quote Slack's answers: so the level
 * is always INFO, and of a warning only that there was one is kept; while Slack is away they warn at every try, so it is said once a minute. What failed
 * is logged by whoever called.
 */
export function silentBodies(log: Logger, monotonicMs = () => performance.now()): SdkLogger {
  return {
    debug() {},
    info() {},
    warn: onceAMinute((times) => log.info('slack package warned', { times }), monotonicMs),
    error: onceAMinute((times) => log.warn('slack package complained', { times }), monotonicMs),
    setLevel() {},
    setName() {},
    getLevel: () => LogLevel.INFO,
  };
}

function callsOf(client: WebClient, counted: Pick<Metrics, 'called'> | undefined): SlackCalls {
  return async (method, args) => {
    const began = performance.now();
    const seconds = () => (performance.now() - began) / 1000;
    try {
      const answer = await client.apiCall(method, args);
      counted?.called({ source: 'Slack', call: method, seconds: seconds() });
      return answer;
    } catch (error) {
      const fault = faultOf(method, error);
      counted?.called({ source: 'Slack', call: method, seconds: seconds(), ...troubleIn(fault) });
      throw fault;
    }
  };
}

// That something isn't there any more, or was changed meanwhile, is an answer.
function troubleIn({ kind, code }: SlackFault): { fault?: string } {
  if (kind === 'gone' || kind === 'conflict') return {};
  return { fault: code === 'timeout' || code === 'network' ? code : kind };
}
