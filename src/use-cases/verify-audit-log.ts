import { type AuditFault, auditVerifier, type ChainHash, type ChainHead } from '../domain/verify-audit.ts';
import type { AuditLog } from '../ports/audit-log.ts';

/** What a verification found: the head that was reached, or the first fault. */
export type Verified = { whole: true; head: ChainHead } | { whole: false; fault: AuditFault };

/** Reads the whole log and checks its chain, and that it goes through `kept` if that is given; entries may be appended meanwhile. Throws StoreUnavailable. */
export async function verifyAuditLog(log: Pick<AuditLog, 'rows' | 'head'>, hash: ChainHash, kept?: ChainHead): Promise<Verified> {
  const verifier = auditVerifier(hash, await log.head(), kept);
  for await (const rows of log.rows()) {
    for (const row of rows) {
      const fault = verifier.check(row);
      if (fault) return { whole: false, fault };
    }
  }
  const head = await log.head();
  const fault = verifier.finish(head);
  return fault ? { whole: false, fault } : { whole: true, head };
}
