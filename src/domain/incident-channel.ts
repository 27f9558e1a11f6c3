import type { ChannelId, PersonName } from './names.ts';

/** A channel that is about an incident, or may become so. Binding proves nothing: what opens access is what the source says. */
export interface IncidentChannel {
  channel: ChannelId;
  /** Slack gave it these before. */
  formerIds: readonly ChannelId[];
  /** Without the `#`. */
  name: string;
  /** Absent until it is known which incident it is about. */
  bound?: { incidentId: string; by: ChannelBinding; person?: PersonName; at: Temporal.Instant };
  joinedAt: Temporal.Instant;
  /** Since when people of other workspaces are in it or invited: nothing is opened through it from then on. */
  sharedAt?: Temporal.Instant;
  archivedAt?: Temporal.Instant;
}

/** By the number in its name, by somebody who was asked in it, or by `/nightlatch incident`. */
export type ChannelBinding = 'name' | 'asked' | 'command';
