import type { AccessRecord } from '../domain/access-record.ts';
import type { Card } from '../domain/card.ts';
import type { Digest } from '../domain/digest.ts';
import type { Grant } from '../domain/grant.ts';
import type { ChannelId } from '../domain/names.ts';
import type { Panel } from '../domain/panel.ts';
import type { Resource } from '../domain/policy.ts';
import type { PendingRequest } from '../domain/request.ts';

/** What a card about a grant shows now; `valuesWiped`: its window showed values before; `isPublic`: it stands where everyone may read it. */
export interface GrantContent {
  grant: Grant;
  resource: Resource | undefined;
  now: Temporal.Instant;
  valuesWiped?: boolean;
  isPublic?: boolean;
}

/** What a card about a request shows now; `grant`: what came of it; `notPostedIn`: channels where it should stand and can't. */
export interface RequestContent {
  request: PendingRequest;
  grant?: Grant;
  resource: Resource | undefined;
  now: Temporal.Instant;
  notPostedIn?: readonly ChannelId[];
}

/** What a home tab shows now. `standing` other than full: nothing but that. */
export interface HomeContent {
  home:
    | {
        unlockable: readonly Resource[];
        grants: readonly Grant[];
        waiting: readonly PendingRequest[];
        toApprove: readonly PendingRequest[];
      }
    | 'outsider'
    | 'no-policy';
  now: Temporal.Instant;
}

/** What a card about a week's digest shows now: who looked at it is all that changes. */
export interface DigestCard {
  digest: Digest;
  now: Temporal.Instant;
}

/** What an incident channel's panel shows now. */
export interface PanelContent {
  panel: Panel;
  now: Temporal.Instant;
}

/**
 * What an incident's access record shows now. `thread`: the message below which it stands in a channel; `awaited`: that message isn't posted yet. Without
 * it the record stands by itself.
 */
export interface AccessRecordContent {
  record: AccessRecord;
  thread?: { ts: string } | 'awaited';
  now: Temporal.Instant;
}

/** What a card shows now. */
export type CardContent = GrantContent | RequestContent | DigestCard | HomeContent | PanelContent | AccessRecordContent;

/** What became of drawing a card. `gone`: there is nothing to say any more, or its place isn't there or doesn't take it. */
export type Drawn =
  | { outcome: 'drawn'; hash: string; posted?: { channel: ChannelId; ts: string } }
  | { outcome: 'gone' }
  | { outcome: 'later'; retryAfterSeconds: number };

/** Draws cards. Never throws: what can't be drawn now is `later`, what can't as things are is `gone`. */
export interface CardSurface {
  draw(card: Card, content: CardContent | undefined): Promise<Drawn>;
}
