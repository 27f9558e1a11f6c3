import { pagerDutyClient } from '../adapters/on-call/pagerduty/client.ts';
import { pagerDutyProbe } from '../adapters/on-call/pagerduty/probe.ts';
import { pagerDutyUsers } from '../adapters/on-call/pagerduty/users.ts';
import { callsByToken, type SlackCalls } from '../adapters/slack/clients.ts';
import { slackDirectory } from '../adapters/slack/directory.ts';
import { heardTime } from '../adapters/slack/heard-time.ts';
import { slackProbe, slackSocketProbe } from '../adapters/slack/probe.ts';
import type { Secret } from '../domain/secret.ts';
import type { Directory } from '../ports/directory.ts';
import type { Logger } from '../ports/logger.ts';
import type { OnCallProbe } from '../ports/on-call-probe.ts';
import type { SlackProbe, SocketProbe } from '../ports/slack-probe.ts';
import type { SourceUsers } from '../ports/source-users.ts';

// A command's answer is awaited by a person, who would rather know that Slack is slow than wait for it.
const TIMEOUT_MS = 4000;

/** Hears a vendor's answer as it came. */
export type SeeAnswer = (call: string, answer: unknown) => void;

/** Where Slack is asked, and by which token. */
export interface SlackPlace {
  token: Secret;
  /** Slack's own unless told. */
  apiUrl?: string;
  seeAnswer?: SeeAnswer;
}

/** Looks at the workspace that `token` is of. Until it was asked whose token it is, everybody is an outsider to the directory. */
export function openSlackProbe(
  { token, apiUrl, seeAnswer }: SlackPlace,
  processNow: () => Temporal.Instant = () => Temporal.Now.instant(),
): { probe: SlackProbe; directory: Directory; close(): Promise<void> } {
  const heard = heardTime(processNow);
  const { calls, close } = callsByToken(token, apiUrl, SILENT, heard.hear);
  const call = overheard(calls(TIMEOUT_MS), seeAnswer);
  const probe = slackProbe({ call, lastHeard: heard.last });
  let team: string | undefined;
  return {
    probe: {
      ...probe,
      async identity() {
        const identity = await probe.identity();
        team = identity.team.id;
        return identity;
      },
    },
    directory: slackDirectory({ clients: { interactive: call, background: call, close }, teamId: () => team }),
    close,
  };
}

/** Looks whether an app-level token opens sockets. */
export function openSocketProbe({ token, apiUrl, seeAnswer }: SlackPlace): { probe: SocketProbe; close(): Promise<void> } {
  const { calls, close } = callsByToken(token, apiUrl, SILENT);
  return { probe: slackSocketProbe(overheard(calls(TIMEOUT_MS), seeAnswer)), close };
}

/** Looks at the PagerDuty account that `token` is of. */
export function openOnCallProbe(place: { token: Secret; url: string; seeAnswer?: SeeAnswer }): {
  probe: OnCallProbe;
  users: SourceUsers;
} {
  const { token, url, seeAnswer } = place;
  const client = pagerDutyClient({
    token,
    url,
    ...(seeAnswer && { seeAnswer: (path, body) => seeAnswer(`PagerDuty ${path}`, body) }),
  });
  return { probe: pagerDutyProbe(client), users: pagerDutyUsers(client) };
}

function overheard(call: SlackCalls, seeAnswer: SeeAnswer | undefined): SlackCalls {
  return async (method, args) => {
    const answer = await call(method, args);
    seeAnswer?.(`Slack ${method}`, answer);
    return answer;
  };
}

// What Slack's packages complain of, a command says in its own words.
const SILENT: Logger = { info() {}, warn() {}, error() {} };
