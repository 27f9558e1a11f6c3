import type { ClosedChannel } from './diagnosis/slack-places.ts';
import type { CardId, ChannelId, DigestId, GrantId, RequestId, ResourceName, SlackUserId } from './names.ts';
import type { PolicyChange } from './policy-difference/policy-change.ts';

/** Where a card stands: a message in a channel, a direct message, a window, somebody's home tab, or an incident's timeline. `alreadyOpen`: it answered a request for what was open before. */
export type CardPlace =
  /** The incident's timeline at its source, where a note can be added but never changed. */
  | { kind: 'timeline' }
  | { kind: 'home'; of: SlackUserId }
  | { kind: 'channel'; channel: ChannelId }
  | { kind: 'direct'; to: SlackUserId }
  | { kind: 'window'; externalId: string; viewer: SlackUserId; alreadyOpen?: true };

/**
 * What a card is about, always as it is now; a note says one thing once. Of a grant: the whole of it, that it ends soon, its review, or that its holder's
 * shift is over and whoever is on call now may ask for the same. Of a request: the whole of it, or that it still waits. A digest is a week as it was told, and
 * who looked at it. Home is what one person can unlock, holds and must approve. A panel is what is open in an incident's channel; an access record is
 * what was given and read in an incident, in the thread of its channel's panel.
 */
export type CardSubject =
  | { kind: 'grant'; grantId: GrantId; aspect?: 'ending' | 'review' | 'offer' }
  | { kind: 'request'; requestId: RequestId; aspect?: 'reminder' }
  | { kind: 'digest'; digestId: DigestId }
  | { kind: 'panel'; channel: ChannelId }
  | { kind: 'access-record'; incidentId: string }
  | { kind: 'home' }
  | { kind: 'note'; note: Note };

/** Things told once, mostly to the audit channel. */
export type Note =
  | { kind: 'glass-broken'; person: string; slackId: SlackUserId; resource: ResourceName; reason: string; approval: boolean }
  | { kind: 'colleague-asked'; person: string; slackId: SlackUserId; resource: ResourceName; reason: string; channel: ChannelId }
  /** To the holder: a card that changes doesn't ring. `at` is ISO 8601. */
  | { kind: 'grant-revoked'; resource: ResourceName; by: string; at: string }
  /** To the holder as well: the policy in force doesn't give it, or everything was locked down, by `by`. */
  | { kind: 'grant-not-given'; resource: ResourceName; at: string }
  | { kind: 'grant-channel-shared'; resource: ResourceName; at: string }
  | { kind: 'grant-locked-down'; resource: ResourceName; by: string; reason: string; at: string }
  /** To the holder as well: its incident opens nothing any more, which ends the grant at `endsAt`; `service` is where it went. `at` is when that was seen. */
  | { kind: 'incident-over'; resource: ResourceName; incident: string; service?: string; gone?: true; endsAt: string; at: string }
  /** To the holder: their shift is over, as planned or handed over before. */
  | { kind: 'grant-shift-ended'; resource: ResourceName; at: string }
  | {
      kind: 'request-answered';
      resource: ResourceName;
      outcome: 'denied' | 'expired' | 'overtaken';
      breakGlass?: boolean;
      by?: string;
      text?: string;
    }
  | { kind: 'person-linked'; person: string; slackId: SlackUserId; provider: string }
  | { kind: 'link-suspended'; person: string; slackId: SlackUserId; provider: string }
  /** `changes` are the first of those that the difference has, `more` are left out; `by` is who did it. Without them it is one of before there was a difference. `closed`: channels of it in which nothing can be posted. */
  | {
      kind: 'policy-in-force';
      hash: string;
      by?: string;
      changes?: readonly PolicyChange[];
      more?: number;
      closed?: readonly ClosedChannel[];
    }
  /** Where in the policy's files the first mistakes are, and why they are some; never what might be a secret. `host`: whose file. */
  | { kind: 'policy-broken'; host: string; places: readonly string[]; more: number }
  | { kind: 'policy-superseded'; host: string; hash: string }
  /** `slackId`: whose account, unless it was somebody on the host. */
  | { kind: 'locked-down'; by: string; slackId?: SlackUserId; reason: string }
  | { kind: 'lockdown-lifted'; by: string; slackId: SlackUserId }
  | { kind: 'many-resources'; person: string; slackId: SlackUserId; count: number };

/** A message or window that always shows the present state. `ts` is known once it was posted. */
export interface Card {
  id: CardId;
  subject: CardSubject;
  place: CardPlace;
  posted?: { channel: ChannelId; ts: string };
  renderedHash?: string;
  /** When the change it must show was made; what the delivery hands back, so that a later change isn't lost. */
  dirtyAt: Temporal.Instant;
  attempts: number;
  /** Its channel didn't take it, and it was never posted: it is tried again. */
  lost?: true;
  /** Its window shows values, or is about to: until that is wiped it isn't drawn. */
  heldByReveal?: true;
}
