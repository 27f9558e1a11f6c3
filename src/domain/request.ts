import type { AskedTime } from './end-of-grant.ts';
import type { IncidentName } from './incident.ts';
import type { ChannelId, ResourceName, VariableName } from './names.ts';

/** What a person asked for, once the words were understood. Nothing in it is trusted. */
export interface AccessRequest {
  resource: ResourceName;
  /** Empty: all that the rule gives. */
  variables: readonly VariableName[];
  time: AskedTime;
  incident?: IncidentName;
  /** At most 500 characters, controls removed. */
  reason?: string;
  channel: ChannelId;
}
