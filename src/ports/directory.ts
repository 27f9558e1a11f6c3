import type { SlackUserId } from '../domain/names.ts';
import type { Member } from '../domain/person.ts';

/** Slack's people. */
export interface Directory {
  /** Who this is now; asked afresh where `fresh`, otherwise at most 60 s old. Throws SourceUnavailable. */
  member(id: SlackUserId, freshness: 'fresh' | 'recent'): Promise<Member>;
  /** The one member of our workspace with that address, if any. Throws SourceUnavailable. */
  memberByEmail(email: string): Promise<SlackUserId | undefined>;
  /** The members of a user group; deactivated ones may be among them. Throws SourceUnavailable. */
  groupMembers(userGroup: string): Promise<SlackUserId[]>;
}
