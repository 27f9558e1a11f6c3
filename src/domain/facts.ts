import type { Answer } from './evidence.ts';
import type { Incident } from './incident.ts';
import type { GroupName, TargetName } from './names.ts';
import type { Shift } from './shift.ts';

/** What the sources answered for one request; everything a rule of the resource asks about has an entry. */
export interface Facts {
  /** The caller's id at the on-call source; undefined when no account of theirs is known there. */
  sourceUser: Answer<string | undefined>;
  shifts: ReadonlyMap<TargetName, Answer<readonly Shift[]>>;
  /** Open incidents of the resource's services. */
  incidents: Answer<readonly Incident[]>;
  /** Whether the caller is a member. */
  members: ReadonlyMap<GroupName, Answer<boolean>>;
}
