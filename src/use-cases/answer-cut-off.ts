import type { CutOffAnswers } from '../ports/cut-off-answers.ts';
import type { Deliveries, Delivery } from '../ports/deliveries.ts';
import type { Logger } from '../ports/logger.ts';
import type { Store } from '../ports/store.ts';

interface CutOffNeeds {
  store: Store;
  deliveries: Deliveries;
  answers: CutOffAnswers;
  log: Logger;
}

// Longer than any answer takes while its process lives: 5 s for the sources, 2.5 s for each of two transactions.
const CUT_OFF_AFTER_SECONDS = 15;

/**
 * Answers what people asked and a crash cut off, in their window or by direct message, so that nobody waits for nothing. Nobody waits at an event:
 * what it was about is seen to by the next one, or by a job. Throws StoreUnavailable.
 */
export async function answerCutOff(needs: CutOffNeeds): Promise<void> {
  for (const delivery of await needs.deliveries.claimUnanswered(CUT_OFF_AFTER_SECONDS, 20)) {
    if (delivery.kind !== 'event') await apologise(needs, delivery);
    await needs.deliveries.answered(delivery.key);
  }
}

async function apologise(needs: CutOffNeeds, delivery: Delivery): Promise<void> {
  const externalId = delivery.windowExternalId;
  const card = externalId && (await needs.store.transaction((tx) => tx.cards.windowOf(externalId)));
  // A window that has become a grant's card is drawn as such; it needs no apology, unless it waits for values that won't come.
  if (card && !card.heldByReveal) return;
  await needs.answers.tellCutOff(delivery);
  needs.log.warn('answered after a crash', { about: delivery.about });
}
