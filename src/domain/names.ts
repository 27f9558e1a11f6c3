/** Names as the policy file writes them, and ids as Nightlatch gives them (uuid v7). Aliases, so that a signature says which is meant. */
export type PersonName = string;
export type GroupName = string;
export type TargetName = string;
export type ResourceName = string;
export type VariableName = string;
export type RuleName = string;
export type PolicyHash = string;
export type PersonId = string;
export type RequestId = string;
export type GrantId = string;
export type RevealId = string;
export type CardId = string;
export type DigestId = string;

/** A user of Slack (`U…`). */
export type SlackUserId = string;
/** A conversation of Slack (`C…`, `G…`, `D…`). */
export type ChannelId = string;
/** A rotation's name in the policy. */
export type RotationName = string;
/** What one source of a target is called by, whichever targets have it: what is asked of it is the same. */
export type SourceKey = string;
