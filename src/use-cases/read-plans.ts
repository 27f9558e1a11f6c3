import type { TargetSource } from '../domain/policy.ts';
import { sourceKey } from '../domain/provider.ts';
import type { Logger } from '../ports/logger.ts';
import { type OnCallSource, SourceUnavailable } from '../ports/on-call-source.ts';
import type { PolicyHolder } from '../ports/policy-holder.ts';
import { type Store, StoreUnavailable } from '../ports/store.ts';
import { fewAtATime } from './few-at-a-time.ts';

export interface ReadPlansNeeds {
  store: Store;
  onCall: OnCallSource;
  policy: PolicyHolder;
  log: Logger;
}

const JOB = 'read-plans';
const EVERY_SECONDS = 300;
const AT_ONCE = 5;

// A plan counts for a day, and a grant lasts no longer than that.
const AHEAD = Temporal.Duration.from({ hours: 48 });
const KEPT = Temporal.Duration.from({ hours: 25 });

/**
 * Every five minutes, by one replica, keeps what each source of the policy's targets plans, and forgets what no decision compares with any more. What
 * several targets ask alike is asked once. A source that doesn't answer keeps no other from being read. Throws StoreUnavailable.
 */
export async function readPlans(needs: ReadPlansNeeds): Promise<void> {
  const policy = needs.policy.current();
  if (!policy) return;
  const now = await needs.store.transaction(async (tx) => {
    const isInForce = (await tx.policies.inForce()) === policy.hash;
    if (!isInForce || !(await tx.jobs.claim(JOB, EVERY_SECONDS))) return undefined;
    const at = await tx.now();
    await tx.plans.forget(at.subtract(KEPT));
    return at;
  });
  if (!now) return;
  const all = [...policy.targets.values()].flatMap(({ sources, fallback }) => [...sources, ...(fallback ? [fallback] : [])]);
  const distinct = new Map(all.map((source) => [sourceKey(source), source]));
  await fewAtATime([...distinct], AT_ONCE, ([key, source]) => readPlan(needs, key, source, now));
}

async function readPlan({ onCall, store, log }: ReadPlansNeeds, key: string, source: TargetSource, now: Temporal.Instant) {
  try {
    const shifts = await onCall.shiftsOn(source, now, now.add(AHEAD));
    await store.transaction((tx) => tx.plans.keep({ source: key, shifts }));
  } catch (error) {
    if (error instanceof StoreUnavailable) throw error;
    if (error instanceof SourceUnavailable) log.warn('plan not read', { source: key, fault: error.kind });
    // Whatever is odd about one, the others are read all the same.
    else log.error('plan not read', { source: key }, error);
  }
}
