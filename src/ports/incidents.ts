import type { KnownIncident } from '../domain/incident.ts';
import type { ChannelBinding, IncidentChannel } from '../domain/incident-channel.ts';
import type { ChannelId, PersonId } from '../domain/names.ts';

/** Incidents as they were last read, and their channels, within a transaction. */
export interface Incidents {
  byId(id: string): Promise<KnownIncident | undefined>;
  /** Keeps what was read, unless something was read later already; then undefined. Gives back what was kept before, if anything. Locks the incident. */
  keep(incident: KnownIncident): Promise<{ before?: KnownIncident } | undefined>;
  /** Not in any source any more. As `keep`, but of one that was never read nothing is kept, nor given back. */
  keepGone(id: string, readAt: Temporal.Instant): Promise<{ before?: KnownIncident } | undefined>;

  /** Under an id that Slack gave it before as well. */
  channel(channel: ChannelId): Promise<IncidentChannel | undefined>;
  /** The channels bound to the incident, archived ones last; the first twenty, since each is written to whenever anything changes. */
  channelsOf(incidentId: string): Promise<IncidentChannel[]>;
  /** The incidents of channels that are not archived, but for those that were over before `overSince`; at most 500. */
  boundIncidents(overSince: Temporal.Instant): Promise<string[]>;
  /** Channels that are not archived, the newest first; at most 500. */
  openChannels(): Promise<IncidentChannel[]>;
  /** A channel that the bot came into; false when it was known already (its name is kept as it is now, and it isn't archived any more). */
  addChannel(channel: ChannelId, name: string): Promise<boolean>;
  renameChannel(channel: ChannelId, name: string): Promise<void>;
  /** Binds it, or binds it anew. The incident must have been kept. False when it is bound to that one already, or isn't known. */
  bind(channel: ChannelId, incidentId: string, by: ChannelBinding, person?: PersonId): Promise<boolean>;
  /** From now on, or no more; false when it was so already. */
  setShared(channel: ChannelId, shared: boolean): Promise<boolean>;
  setArchived(channel: ChannelId, archived: boolean): Promise<boolean>;
  /** Slack gave it another id: everything that stands in it stands there. */
  changeChannelId(from: ChannelId, to: ChannelId): Promise<void>;
}
