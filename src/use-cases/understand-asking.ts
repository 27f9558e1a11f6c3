import { parseUnlock, type UnlockReading } from '../domain/command-text/parse-unlock.ts';
import { readForm } from '../domain/command-text/read-form.ts';
import { unlockContext } from '../domain/command-text/unlock-context.ts';
import type { Policy } from '../domain/policy.ts';
import type { Reader } from '../domain/say-time.ts';
import type { Asking } from '../domain/unlock-form.ts';

/** What was typed or put into the form, as a request under this policy, on the reader's clock. Never throws. */
export function understandAsking(asking: Asking, policy: Policy, reader: Reader): UnlockReading {
  if ('words' in asking) return parseUnlock(asking.words, unlockContext(policy.resources, reader));
  const reading = readForm(asking.form, policy.resources, reader);
  // The form said what was wrong before it was sent off: only a policy that came in between gets here.
  return reading.kind === 'request' ? reading : { kind: 'refused', because: reading.mistakes[0].because };
}
