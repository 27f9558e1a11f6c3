import type { Card } from '../domain/card.ts';
import type { Grant } from '../domain/grant.ts';
import type { ChannelId } from '../domain/names.ts';
import type { Resource } from '../domain/policy.ts';

/** What a card shows now; `valuesWiped`: its window showed values before. */
export type CardContent = { grant: Grant; resource: Resource | undefined; now: Temporal.Instant; valuesWiped?: boolean };

/** What became of drawing a card. */
export type Drawn =
  | { outcome: 'drawn'; hash: string; posted?: { channel: ChannelId; ts: string } }
  | { outcome: 'gone' }
  | { outcome: 'later'; retryAfterSeconds: number };

/** Draws cards. Never throws: what can't be drawn now is `later`, what never can is `gone`. */
export interface CardSurface {
  draw(card: Card, content: CardContent | undefined): Promise<Drawn>;
}
