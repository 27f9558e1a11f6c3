import type { CutOffAnswers } from '../ports/cut-off-answers.ts';
import type { Deliveries } from '../ports/deliveries.ts';
import type { Logger } from '../ports/logger.ts';
import type { Store } from '../ports/store.ts';

// Longer than any answer takes while its process lives: 5 s for the sources, 2.5 s for each of two transactions.
const CUT_OFF_AFTER_SECONDS = 15;

/** Answers commands and clicks that a crash cut off, in their window or by direct message, so that nobody waits for nothing. Throws StoreUnavailable. */
export async function answerCutOff(needs: {
  store: Store;
  deliveries: Deliveries;
  answers: CutOffAnswers;
  log: Logger;
}): Promise<void> {
  for (const delivery of await needs.deliveries.claimUnanswered(CUT_OFF_AFTER_SECONDS, 20)) {
    const externalId = delivery.windowExternalId;
    const card = externalId && (await needs.store.transaction((tx) => tx.cards.windowOf(externalId)));
    // A window that has become a grant's card is drawn as such; it needs no apology, unless it waits for values that won't come.
    if (!card || card.heldByReveal) {
      await needs.answers.tellCutOff(delivery);
      needs.log.warn('answered after a crash', { about: delivery.about });
    }
    await needs.deliveries.answered(delivery.key);
  }
}
