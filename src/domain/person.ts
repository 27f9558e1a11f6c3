import type { PersonId, PersonName, SlackUserId } from './names.ts';

export type Provider = 'slack' | 'pagerduty';

/** One human. `name` is the policy's where it lists them, otherwise `slack:<id>`. */
export interface Person {
  id: PersonId;
  name: PersonName;
  links: readonly PersonLink[];
}

/** An account of a person at a provider. A link by e-mail keeps the address it was made by; a suspended one counts for nothing. */
export interface PersonLink {
  provider: Provider;
  id: string;
  madeBy: 'policy' | 'e-mail';
  addressSeen?: string;
  suspended: boolean;
}

/** What Slack says of one of its users now. Only a `full` member may do anything. */
export interface Member {
  slackId: SlackUserId;
  /** As others see them. */
  displayName: string;
  standing: 'full' | 'guest' | 'bot' | 'deactivated' | 'outsider';
  email?: string;
  /** IANA name. */
  timezone: string;
}

/** Someone who has been told apart from everyone else and may act: a full member with their person. */
export interface Caller {
  person: Person;
  member: Member;
}
