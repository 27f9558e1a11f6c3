import { NotRead, readStoredBeside } from '../config/read-beside.ts';
import type { Policy } from '../domain/policy.ts';
import type { PolicyReader } from '../ports/policy-reader.ts';

/** Reads stored policies as this version reads the policy's files, beside everything else. The one that was read last is kept, also that it can't be read. */
export function policyReader(): PolicyReader {
  let last: { text: string; policy: Policy | undefined } | undefined;
  return {
    async read(text) {
      if (last?.text === text) return last.policy;
      try {
        const reading = await readStoredBeside(text);
        last = { text, policy: reading.ok ? reading.policy : undefined };
        return last.policy;
      } catch (error) {
        if (error instanceof NotRead) return undefined;
        throw error;
      }
    },
  };
}
