import type { Delivery } from './deliveries.ts';

/** Tells a person that a crash cut their command off. */
export interface CutOffAnswers {
  /** In the window if it is open, otherwise by direct message. Never throws. */
  tellCutOff(delivery: Delivery): Promise<void>;
}
