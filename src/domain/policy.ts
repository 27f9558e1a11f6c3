import type {
  ChannelId,
  GroupName,
  PersonName,
  PolicyHash,
  ResourceName,
  RotationName,
  RuleName,
  SlackUserId,
  TargetName,
  VariableName,
} from './names.ts';
import type { OnCallRotation } from './on-call-rotation.ts';
import type { Weekday } from './weekday.ts';

/** The policy file, checked and resolved: every name in it exists, every default is filled in. Frozen. */
export interface Policy {
  /** SHA-256 (hex) over all included files. */
  hash: PolicyHash;
  slack: {
    team: string;
    auditChannel: ChannelId;
    approvalChannel: ChannelId;
    /** Names of channels that are about an incident; `*` stands for anything. */
    incidentChannels: readonly string[];
  };
  /** Shown where the reader's own zone is not known, such as in a channel. IANA name. */
  timezone: string;
  digest: DigestTimes;
  roles: { owners: readonly PersonName[]; auditors: readonly PersonName[] };
  people: ReadonlyMap<PersonName, PersonEntry>;
  groups: ReadonlyMap<GroupName, Group>;
  targets: ReadonlyMap<TargetName, Target>;
  /** Those of the files, whether a target goes by them or not. */
  rotations: ReadonlyMap<RotationName, OnCallRotation>;
  resources: ReadonlyMap<ResourceName, Resource>;
}

/** When the weekly digest is posted, and what counts as off-hours in it; all in the policy's zone. */
export interface DigestTimes {
  day: Weekday;
  at: Temporal.PlainTime;
  /** On these days from `from`, which is part of it, until `to`, which is not and is later. */
  officeHours: { days: readonly Weekday[]; from: Temporal.PlainTime; to: Temporal.PlainTime };
}

export interface PersonEntry {
  name: PersonName;
  /** More than one Slack account on one person is one human. */
  slack: readonly SlackUserId[];
  pagerduty?: string;
}

export type Group = { name: GroupName } & (
  | { kind: 'people'; members: readonly PersonName[] }
  | { kind: 'slack-user-group'; id: string }
);

/** Something one can be on call for: for any of its sources. `fallback` is asked in place of one that doesn't answer, and only then. */
export interface Target {
  name: TargetName;
  sources: readonly TargetSource[];
  fallback?: TargetSource;
}

/** Where it is asked who is on call for `target`. */
export type TargetSource = { target: TargetName } & (PagerDutyTarget | RotationTarget);

/** Escalation levels above `levels` don't count; permanent entries only with `countPermanent`. A service is whatever escalation policy it has. */
export interface PagerDutyTarget {
  provider: 'pagerduty';
  of: { schedule: string } | { escalationPolicy: string } | { service: string };
  levels: number;
  countPermanent: boolean;
}

/** A rotation of a file. */
export interface RotationTarget {
  provider: 'rotation';
  rotation: OnCallRotation;
}

export interface Resource {
  name: ResourceName;
  title: string;
  /** Ids of the services whose incidents concern it. */
  services: readonly string[] | 'any';
  approvers?: GroupName;
  rules: readonly Rule[];
  variables: ReadonlyMap<VariableName, Variable>;
}

/** `terminal` and `never` are not shown in Slack. */
export type Show = 'slack' | 'terminal' | 'never';

export interface Variable {
  name: VariableName;
  source: SecretReference;
  show: Show;
}

/** Where a value lies: the source's name and its path there, such as `sealed` and `db-prod/url`, or `env-file` and `db-prod.env#PGPASSWORD`. */
export interface SecretReference {
  source: 'sealed' | 'env-file';
  path: string;
}

export interface Rule {
  name: RuleName;
  when: Conditions;
  grant: { default: Temporal.Duration; atMost: Temporal.Duration };
  outlives: ReadonlySet<'shift' | 'incident'>;
  reasonRequired: boolean;
  /** Counts only when asked for by name. */
  breakGlass: boolean;
  /** Somebody else must agree; absent: nobody has to. */
  approve?: ApprovalRule;
  /** Somebody else must look at the grant afterwards. */
  review?: ReviewRule;
  /** Only these, where the rule narrows them; otherwise all of the resource's. */
  variables: readonly VariableName[];
  showFor: Temporal.Duration;
  maxReveals: number;
  graceAfterResolve: Temporal.Duration;
  /** Cover that wasn't planned this long ago doesn't allow at once; zero: any cover does. */
  settled: Temporal.Duration;
  /** Who must agree then, where nobody else must; absent: nobody can. */
  unsettledApproval?: ApprovalRule;
}

/** Who must agree, how many of them, and by when. */
export interface ApprovalRule extends ApprovalTerms {
  /** Where the card goes; unless written, to the incident's channel it was asked in, else to `slack.approvalChannel`. */
  channel?: ChannelId;
}

/** Whoever any of these means may agree; `count` different people must, `within` that time of being asked. */
export interface ApprovalTerms {
  by: readonly Approvers[];
  count: number;
  within: Temporal.Duration;
}

/** Those who may agree: one person, the members of a group, or whoever is on call for a target. */
export type Approvers =
  | { kind: 'person'; person: PersonName }
  | { kind: 'group'; group: GroupName }
  | { kind: 'on-call'; target: TargetName };

/** Who may mark a grant of the rule as reviewed (never its holder), and until when it should be. */
export interface ReviewRule {
  by: readonly PersonName[];
  within: Temporal.Duration;
}

/** What must hold for a rule. An absent condition always holds. */
export interface Conditions {
  /** On call for any of these; `own` is already resolved. */
  onCall?: readonly TargetName[];
  incident?: { maxAge: Temporal.Duration; openedBy: 'others' | 'anyone' };
  /** A member of any of these. */
  member?: readonly GroupName[];
}
