import { createHash } from 'node:crypto';
import { Secret } from '../../src/domain/secret.ts';
import { verifyAuditLog } from '../../src/use-cases/verify-audit-log.ts';
import { openAuditLog } from '../../src/wiring/on-host.ts';
import { CANARY, type Night } from '../stories/a-night.ts';

/** A window that was sent values. */
interface Shown {
  externalId: string;
  outcome: string;
}

/** Every call to Slack that carried values, whether or not Slack answered it. */
export function shownWindows({ sandbox }: Pick<Night, 'sandbox'>): Shown[] {
  return sandbox.slack.calls
    .filter(({ method, args }) => /^views\./.test(method) && JSON.stringify(args).includes(CANARY))
    .map(({ args, outcome }) => ({ externalId: String(args.external_id), outcome }));
}

/** The windows that were sent values oftener than a committed `revealed` entry says: none, whatever was killed when. */
export async function shownWithoutRecord(night: Pick<Night, 'sandbox' | 'rows'>): Promise<string[]> {
  const recorded = await night.rows(`
    SELECT v.external_id AS "externalId", count(*)::int AS times FROM audit_entries a
    JOIN reveals v ON v.id::text = a.record::jsonb #>> '{about,reveal}' AND v.recorded_at IS NOT NULL
    WHERE a.record::jsonb ->> 'kind' = 'revealed' GROUP BY 1`);
  const times = new Map(recorded.map(({ externalId, times }) => [String(externalId), Number(times)]));
  return Object.entries(Object.groupBy(shownWindows(night), ({ externalId }) => externalId))
    .filter(([externalId, shown = []]) => shown.length > (times.get(externalId) ?? 0))
    .map(([externalId]) => externalId);
}

/** Whether the log's chain is whole, by the same check as `nightlatch audit verify`. */
export async function chainIsWhole({ database }: Pick<Night, 'database'>): Promise<boolean> {
  const { log, close } = openAuditLog(new Secret(database.appUrl));
  const verified = await verifyAuditLog(log, (before, record) => createHash('sha256').update(before).update(record).digest());
  await close();
  return verified.whole;
}
