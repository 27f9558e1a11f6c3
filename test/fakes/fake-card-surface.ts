import type { Card } from '../../src/domain/card.ts';
import type { CardContent, CardSurface, Drawn } from '../../src/ports/card-surface.ts';

/** Keeps what it was told to draw and answers each with `answer`. */
export class FakeCardSurface implements CardSurface {
  readonly drawings: { card: Card; content: CardContent | undefined }[] = [];
  answer: (card: Card) => Promise<Drawn> = async () => ({ outcome: 'drawn', hash: 'as-drawn' });

  async draw(card: Card, content: CardContent | undefined): Promise<Drawn> {
    this.drawings.push({ card, content });
    return this.answer(card);
  }
}
