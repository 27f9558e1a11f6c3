import type { SourceAnswer } from '../domain/facts.ts';
import type { Target, TargetSource } from '../domain/policy.ts';
import { sourceKey } from '../domain/provider.ts';
import type { OnCallSource } from '../ports/on-call-source.ts';
import { triedTo } from './source-answer.ts';

/** A time to ask about. */
export interface Window {
  from: Temporal.Instant;
  until: Temporal.Instant;
}

/** What every source of the target says, asked all at once; where one doesn't answer, its fallback in its place. A source that fails is an answer too. */
export async function askTarget(
  { onCall }: { onCall: OnCallSource },
  { sources, fallback }: Target,
  window: Window,
): Promise<SourceAnswer[]> {
  const said = await Promise.all(sources.map((source) => askSource(onCall, source, window)));
  const failed = said.find((answer) => !answer.known);
  // What wasn't asked didn't fail: what it would have said may be something else.
  if (!failed || failed.known || failed.fault === 'not-asked' || !fallback) return said;
  const instead = await askSource(onCall, fallback, window);
  if (!instead.known) return said;
  const insteadOf = { provider: failed.provider, fault: failed.fault };
  return [...said.filter((answer) => answer.known), { ...instead, insteadOf }];
}

/** The same of who is on call at `at`, and not for how long. */
export function askTargetNow(needs: { onCall: OnCallSource }, target: Target, at: Temporal.Instant): Promise<SourceAnswer[]> {
  return askTarget(needs, target, { from: at, until: at.add({ minutes: 1 }) });
}

async function askSource(onCall: OnCallSource, source: TargetSource, { from, until }: Window): Promise<SourceAnswer> {
  const answer = await triedTo(() => onCall.shiftsOn(source, from, until));
  return { ...answer, provider: source.provider, key: sourceKey(source) };
}
