import { NotRead, readStoredBeside } from '../config/read-beside.ts';
import { readStoredPolicy } from '../config/read-policy.ts';
import type { Policy } from '../domain/policy.ts';
import type { PolicyReader } from '../ports/policy-reader.ts';

// What was put in force was whole then: so much of it is read within a tenth of a second, less than a thread takes to begin.
const SMALL = 50_000;

/** Reads stored policies as this version reads the policy's files, large ones beside everything else. The last is kept, also that it can't be read. */
export function policyReader(): PolicyReader {
  let last: { text: string; policy: Policy | undefined } | undefined;
  return {
    async read(text) {
      if (last?.text === text) return last.policy;
      try {
        const reading = text.length <= SMALL ? readStoredPolicy(text) : await readStoredBeside(text);
        last = { text, policy: reading.ok ? reading.policy : undefined };
        return last.policy;
      } catch (error) {
        if (error instanceof NotRead) return undefined;
        throw error;
      }
    },
  };
}
