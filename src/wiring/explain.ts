import { pagerDutyClient } from '../adapters/on-call/pagerduty/client.ts';
import { pagerDutyIncidents } from '../adapters/on-call/pagerduty/incidents.ts';
import { pagerDutyOnCall } from '../adapters/on-call/pagerduty/source.ts';
import { rotationOnCall } from '../adapters/on-call/rotation/source.ts';
import { slackClients } from '../adapters/slack/clients.ts';
import { slackDirectory } from '../adapters/slack/directory.ts';
import type { Secret } from '../domain/secret.ts';
import type { Logger } from '../ports/logger.ts';
import type { ReachableSources } from '../use-cases/explain-policy.ts';

/** Where sources are asked, as far as there is a token for them. */
export interface SourcePlaces {
  pagerduty?: { token: Secret; url: string };
  slack?: { botToken: Secret; apiUrl: string };
}

/** The sources that an explanation on the host may ask. */
export function openReachableSources({ pagerduty, slack }: SourcePlaces): { sources: ReachableSources; close(): Promise<void> } {
  const client = pagerduty && pagerDutyClient(pagerduty);
  const clients = slack && slackClients(slack, SILENT);
  return {
    sources: {
      rotations: rotationOnCall(),
      ...(client && { pagerDuty: { onCall: pagerDutyOnCall(client), incidents: pagerDutyIncidents(client) } }),
      // Only groups are asked for, which needs no workspace of our own.
      ...(clients && { slack: slackDirectory({ clients, teamId: () => undefined }) }),
    },
    async close() {
      await clients?.close();
    },
  };
}

// What a source doesn't answer is part of the explanation.
const SILENT: Logger = { info() {}, warn() {}, error() {} };
