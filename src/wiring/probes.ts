import { pagerDutyClient } from '../adapters/on-call/pagerduty/client.ts';
import { pagerDutyProbe } from '../adapters/on-call/pagerduty/probe.ts';
import { pagerDutyUsers } from '../adapters/on-call/pagerduty/users.ts';
import { slackClients } from '../adapters/slack/clients.ts';
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

/** Where Slack is asked, and by which token. */
export interface SlackPlace {
  token: Secret;
  /** Slack's own unless told. */
  apiUrl?: string;
}

/** Looks at the workspace that `token` is of. Until it was asked whose token it is, everybody is an outsider to the directory. */
export function openSlackProbe(
  place: SlackPlace,
  processNow: () => Temporal.Instant = () => Temporal.Now.instant(),
): { probe: SlackProbe; directory: Directory; close(): Promise<void> } {
  const heard = heardTime(processNow);
  const clients = slackClients({ ...settingsOf(place), heardTime: heard.hear }, SILENT);
  const probe = slackProbe({ call: clients.interactive, lastHeard: heard.last });
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
    directory: slackDirectory({ clients, teamId: () => team }),
    close: () => clients.close(),
  };
}

/** Looks whether an app-level token opens sockets. */
export function openSocketProbe(place: SlackPlace): { probe: SocketProbe; close(): Promise<void> } {
  const clients = slackClients(settingsOf(place), SILENT);
  return { probe: slackSocketProbe(clients.interactive), close: () => clients.close() };
}

/** Looks at the PagerDuty account that `token` is of. */
export function openOnCallProbe(place: { token: Secret; url: string }): { probe: OnCallProbe; users: SourceUsers } {
  const client = pagerDutyClient(place);
  return { probe: pagerDutyProbe(client), users: pagerDutyUsers(client) };
}

function settingsOf({ token, apiUrl }: SlackPlace) {
  const timeouts = { interactive: TIMEOUT_MS, background: TIMEOUT_MS };
  return { botToken: token, timeouts, ...(apiUrl !== undefined && { apiUrl }) };
}

// What Slack's packages complain of, a command says in its own words.
const SILENT: Logger = { info() {}, warn() {}, error() {} };
