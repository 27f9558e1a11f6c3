/** How a database and the role that is connected to it are set. */
export interface DatabaseSettings {
  /** Such as 180000 for 18.0. */
  version: number;
  synchronousCommit: string;
  role: string;
  /** A superuser, or one who may make roles or pass row security: whoever is that may take any other right. */
  isPowerful: boolean;
  /** Whether the rights of `nightlatch_app` are its own. */
  isMember: boolean;
  /** Whether it owns the tables; false too where there are none yet. */
  owns: boolean;
  /** The database's name as a statement writes it, where PUBLIC may connect: whoever has any login on that server. */
  openToAll: string | undefined;
}

/** Where a database's schema stands: migrations it lacks, and those that this version doesn't know. */
export interface SchemaState {
  behind: string[];
  ahead: string[];
}

/** The one clock. */
export interface DatabaseClock {
  /** Whether it is the one that was shipped, and not one that was moved. */
  isShipped: boolean;
  /** How far it is ahead of this machine's clock. */
  ahead: Temporal.Duration;
}

/** What is kept in one row and decides over everything. */
export interface DatabaseGates {
  policyInForce: string | undefined;
  /** `isByOwner`: in Slack, and not by somebody on the host. */
  lockdown: { since: Temporal.Instant; by: string; reason: string; isByOwner: boolean } | undefined;
  /** The newest entry of the log, and whether the head is that entry's. */
  head: { seq: bigint; fits: boolean };
}
