import { type Actor, actorOf } from '../domain/audit-entry.ts';
import { parseSince } from '../domain/command-text/parse-since.ts';
import type { Digest, Told } from '../domain/digest.ts';
import type { SlackUserId } from '../domain/names.ts';
import type { Policy } from '../domain/policy.ts';
import type { Transaction } from '../ports/store.ts';
import { type ComposeNeeds, composeDigest } from './compose-digest.ts';
import { isOwnerOrAuditor } from './mark-digest-reviewed.ts';
import { recordRefusal } from './record-refusal.ts';
import { type ClickNeeds, whoClicks } from './who-clicks.ts';

/** `latest`: the newest weekly one that was made, whether or not its post could be. */
export type DigestOutcome =
  | { outcome: 'digest'; told: Told; latest?: Digest }
  | { outcome: 'not-understood'; text: string }
  | { outcome: 'not-owner-or-auditor' | 'outsider' | 'no-policy' };

/**
 * Tells an owner or an auditor what happened since then, as `/nightlatch digest` asks for it. Asking is an entry, made before anything is read. Throws
 * StoreUnavailable and SourceUnavailable.
 */
export async function digestOnDemand(
  needs: ClickNeeds & ComposeNeeds,
  { slackId, words }: { slackId: SlackUserId; words: string },
): Promise<DigestOutcome> {
  const asked = await whoClicks(needs, slackId, async (tx, caller, policy) => {
    if ((await tx.policies.inForce()) !== policy.hash) return 'no-policy' as const;
    if (!isOwnerOrAuditor(policy, caller)) return undefined;
    return { begun: await beginReading(tx, policy, actorOf(caller.person), words), latest: await tx.digests.latest() };
  });
  if ('outcome' in asked) return asked;
  if (!asked.found) {
    await recordRefusal(needs, asked.caller.person, { code: 'not-owner-or-auditor', about: { wanted: 'digest' } });
    return { outcome: 'not-owner-or-auditor' };
  }
  if (asked.found === 'no-policy') return { outcome: 'no-policy' };
  const { begun, latest } = asked.found;
  if ('text' in begun) return { outcome: 'not-understood', text: begun.text };
  const told = await tellOf(needs, begun.week, asked.policy);
  return latest ? { outcome: 'digest', told, latest } : { outcome: 'digest', told };
}

/** By whose clocks and office hours a digest is told. */
export type DigestClocks = Pick<Policy, 'timezone' | 'digest'>;

/** The same for whoever has the host, on the record under their name. Throws StoreUnavailable. */
export async function digestForOperator(
  needs: ComposeNeeds,
  { operator, since, clocks }: { operator: string; since: string; clocks: DigestClocks },
): Promise<{ told: Told } | { text: string }> {
  const by: Actor = { kind: 'operator', name: operator };
  const begun = await needs.store.transaction((tx) => beginReading(tx, clocks, by, since));
  return 'text' in begun ? begun : { told: await tellOf(needs, begun.week, clocks) };
}

async function beginReading(
  tx: Transaction,
  { timezone }: Pick<Policy, 'timezone'>,
  by: Actor,
  words: string,
): Promise<{ week: Told['week'] } | { text: string }> {
  const now = await tx.now();
  const since = parseSince(words, timezone, now);
  if (!since.ok) return { text: since.text };
  const about = { asked: `digest ${words}`.trim().slice(0, 200), from: since.from.toString(), to: now.toString() };
  tx.record({ kind: 'log-read', by, about });
  return { week: { from: since.from, to: now } };
}

async function tellOf(needs: ComposeNeeds, week: Told['week'], { timezone, digest }: DigestClocks): Promise<Told> {
  return { week, content: await composeDigest(needs, { week, timezone, officeHours: digest.officeHours, late: false }) };
}
