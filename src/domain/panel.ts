import type { Answer, FaultKind } from './evidence.ts';
import type { SourceAnswer } from './facts.ts';
import type { Grant } from './grant.ts';
import { type Incident, isOver, type KnownIncident } from './incident.ts';
import type { IncidentChannel } from './incident-channel.ts';
import type { TargetName } from './names.ts';
import type { Policy, Resource } from './policy.ts';

/** What is known in an incident's channel. */
export interface Panel {
  channel: IncidentChannel;
  /** Absent while the channel isn't bound. */
  incident?: KnownIncident;
  /** While it isn't bound: the open incidents that it may be about. */
  choices?: Answer<readonly Incident[]>;
  /** It was resolved before, and is open again. */
  isReopened: boolean;
  /** Whose services are that of the incident. */
  resources: readonly Resource[];
  /** What was said of who is on call for what opens them. */
  onCall: readonly { target: TargetName; said: readonly SourceAnswer[] }[];
  /** Whom the policy names: whoever two sources have on call is told once. */
  people?: Policy['people'];
  /** Open ones of the incident, newest first; `isCut`: there are more. */
  grants: readonly Grant[];
  isCut: boolean;
  /** Sources that don't answer. */
  outages: readonly { source: string; fault: FaultKind; since: Temporal.Instant }[];
}

/** Whether there is anything to unlock in it: its incident is open, and nobody of another workspace is there. */
export function isForUnlocking({ channel, incident }: Panel): boolean {
  return !channel.sharedAt && incident !== undefined && !isOver(incident);
}
