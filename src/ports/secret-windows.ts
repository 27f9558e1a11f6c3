import type { Grant } from '../domain/grant.ts';
import type { Reveal } from '../domain/reveal.ts';

/** The windows that show values. */
export interface SecretWindows {
  /** Overwrites the view, whatever it shows. `gone`: nobody has it open. `later`: try again. Never throws. */
  overwrite(reveal: Reveal, grant: Grant, now: Temporal.Instant): Promise<'wiped' | 'gone' | 'later'>;
}
