import type { CutOffAnswers } from '../../src/ports/cut-off-answers.ts';
import type { Delivery } from '../../src/ports/deliveries.ts';

/** Keeps whom it told that they were cut off. */
export class FakeCutOffAnswers implements CutOffAnswers {
  readonly told: Delivery[] = [];

  async tellCutOff(delivery: Delivery): Promise<void> {
    this.told.push(delivery);
  }
}
