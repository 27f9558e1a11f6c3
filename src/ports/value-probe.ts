import type { ValueState } from '../domain/diagnosis/key.ts';
import type { SecretReference } from '../domain/policy.ts';

/** Looks whether values can be had. */
export interface ValueProbe {
  /** Opens the value, zeroes it, and says under which key it was sealed, or why it can't be had. Never throws, never hands the value out. */
  tryOpen(reference: SecretReference): Promise<ValueState>;
}
