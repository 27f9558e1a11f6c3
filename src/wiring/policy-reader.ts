import { readStoredPolicy } from '../config/read-policy.ts';
import type { PolicyReader } from '../ports/policy-reader.ts';

/** Reads stored policies as this version reads the policy's files. */
export function policyReader(): PolicyReader {
  return {
    read(text) {
      const reading = readStoredPolicy(text);
      return reading.ok ? reading.policy : undefined;
    },
  };
}
