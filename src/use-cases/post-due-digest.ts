import { canonicalJson, type Json } from '../domain/audit-entry.ts';
import type { Digest, DigestContent } from '../domain/digest.ts';
import type { Policy } from '../domain/policy.ts';
import { type DueWeek, dueWeek } from '../domain/week-of.ts';
import type { PolicyHolder } from '../ports/policy-holder.ts';
import type { Transaction } from '../ports/store.ts';
import { type ComposeNeeds, composeDigest } from './compose-digest.ts';

export interface PostDigestNeeds extends ComposeNeeds {
  policy: PolicyHolder;
  /** SHA-256 of the text, in hex. */
  sha256(text: string): string;
}

const JOB = 'post-digest';

// Less than the job's own minute, so that a run that failed is tried again at the next.
const EVERY_SECONDS = 50;

const LATE_AFTER = Temporal.Duration.from({ hours: 1 });

/**
 * Makes the digest of the newest week that is over and has none, with its entry and its card in the audit channel; whether it did. However many
 * replicas run, one makes it; of weeks that were missed only the newest is told of, marked as late. Nothing without a policy, or of a time before the
 * log begins. Throws StoreUnavailable: the next run tries again.
 */
export async function postDueDigest(needs: PostDigestNeeds): Promise<boolean> {
  const policy = needs.policy.current();
  const begins = policy && (await needs.auditLog.begins());
  if (!policy || !begins) return false;
  const due = await needs.store.transaction((tx) => claimDue(tx, policy, begins));
  if (!due) return false;
  const { timezone, digest } = policy;
  const asked = { week: due.week, timezone, officeHours: digest.officeHours, late: due.late };
  const content = await composeDigest(needs, asked);
  return needs.store.transaction((tx) => post(tx, policy, due, content, needs.sha256));
}

async function claimDue(
  tx: Transaction,
  policy: Policy,
  begins: Temporal.Instant,
): Promise<(DueWeek & { late: boolean }) | undefined> {
  // Or its claim would keep those that hold the one in force from it, each time anew.
  if ((await tx.policies.inForce()) !== policy.hash) return undefined;
  const now = await tx.now();
  const last = await tx.digests.latest();
  const due = dueWeek(policy.digest, policy.timezone, now, last?.week.to);
  if (!due || Temporal.Instant.compare(due.week.to, begins) <= 0) return undefined;
  // Reading two weeks of the log is work: while one replica is at it, another isn't. Which of them makes it is decided when it is kept.
  if (!(await tx.jobs.claim(JOB, EVERY_SECONDS))) return undefined;
  return { ...due, late: Temporal.Instant.compare(due.dueAt.add(LATE_AFTER), now) < 0 };
}

async function post(
  tx: Transaction,
  policy: Policy,
  { week }: DueWeek,
  content: DigestContent,
  sha256: PostDigestNeeds['sha256'],
): Promise<boolean> {
  // Another policy may have another zone and day: whoever holds it looks anew.
  if ((await tx.policies.inForce()) !== policy.hash) return false;
  const digest = await tx.digests.keep(week, content);
  if (digest === 'already-made') return false;
  recordMade(tx, digest, sha256);
  await tx.cards.add({ kind: 'digest', digestId: digest.id }, { kind: 'channel', channel: policy.slack.auditChannel });
  return true;
}

// The hash is over what lies in the database, so that anybody can compare: its one text as JSON.
function recordMade(tx: Transaction, { id, week, content }: Digest, sha256: PostDigestNeeds['sha256']): void {
  tx.record({
    kind: 'digest-made',
    by: { kind: 'nightlatch' },
    about: {
      ...{ digest: id, from: week.from.toString(), to: week.to.toString(), late: content.late },
      ...{ figures: { ...content.figures }, head: { ...content.head } },
      sha256: sha256(canonicalJson(JSON.parse(JSON.stringify(content)) as Json)),
    },
  });
}
