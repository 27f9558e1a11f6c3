import { type FetchFunction, LogLevel, type Logger as SdkLogger, WebClient } from '@slack/web-api';
import { Agent, fetch } from 'undici';
import { onceAMinute } from '../../domain/once-a-minute.ts';
import type { Secret } from '../../domain/secret.ts';
import type { Logger } from '../../ports/logger.ts';
import type { Metrics } from '../../ports/metrics.ts';
import { faultOf, SlackFault } from './slack-fault.ts';

export interface ClientSettings {
  botToken: Secret;
  /** Slack's own unless told. */
  apiUrl?: string;
  /** Milliseconds that a call may take: 2500 while a person waits, 10000 otherwise. */
  timeouts?: { interactive: number; background: number };
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
  const { calls, close } = callsByToken(settings.botToken, settings.apiUrl, log);
  const counting = (timeout: number) => (counted ? countedCalls(calls(timeout), counted) : calls(timeout));
  return { interactive: counting(interactive), background: counting(background), close };
}

function countedCalls(calls: SlackCalls, counted: Pick<Metrics, 'called'>): SlackCalls {
  return async (method, args) => {
    const began = performance.now();
    const answered = (fault?: string) =>
      counted.called({
        ...{ source: 'Slack', call: method, seconds: (performance.now() - began) / 1000 },
        ...(fault !== undefined && { fault }),
      });
    try {
      const answer = await calls(method, args);
      answered();
      return answer;
    } catch (error) {
      answered(error instanceof SlackFault ? troubleIn(error) : 'unexpected');
      throw error;
    }
  };
}

// That something isn't there any more, or was changed meanwhile, is an answer.
function troubleIn({ kind, code }: SlackFault): string | undefined {
  if (kind === 'gone' || kind === 'conflict') return undefined;
  return code === 'timeout' || code === 'network' ? code : kind;
}

/**
 * Calls under one token, as a bot's or an app's; `timeout` in milliseconds. Nothing that is sent or received is logged. `heardTime` hears Slack's own time
 * (the `Date` header) with every answer.
 */
export function callsByToken(
  token: Secret,
  apiUrl: string | undefined,
  log: Logger,
  heardTime?: (date: string | null) => void,
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
  return { calls: (timeout) => callsOf(client(timeout)), close: () => agent.destroy() };
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

function callsOf(client: WebClient): SlackCalls {
  return async (method, args) => {
    try {
      return await client.apiCall(method, args);
    } catch (error) {
      throw faultOf(method, error);
    }
  };
}
