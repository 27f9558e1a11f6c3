import { type Finding, unknown } from '../domain/diagnosis/finding.ts';
import {
  type JudgedSource,
  judgedSources,
  judgeOnCallToken,
  judgeRefusedKey,
  judgeTarget,
  keyOf,
  noSuchService,
  type SourceRegion,
  servicesOf,
  servicesThere,
} from '../domain/diagnosis/on-call.ts';
import { MEND_POLICY_FIRST } from '../domain/diagnosis/policy-file.ts';
import { sayNotLookedAt, sayOwnFault } from '../domain/diagnosis/silence.ts';
import { judgeTimeline, noTimeline } from '../domain/diagnosis/timeline.ts';
import { judgeWebhooks, webhooksNotShown } from '../domain/diagnosis/webhooks.ts';
import type { SourceItem, SourcePolicy } from '../domain/live-world.ts';
import type { Policy } from '../domain/policy.ts';
import type { OnCallProbe } from '../ports/on-call-probe.ts';
import { SourceUnavailable } from '../ports/on-call-source.ts';
import { fewAtATime } from './few-at-a-time.ts';
import { inTime, type Late, lookedAt } from './looked-at.ts';

const AT_ONCE = 6;

export interface OnCallLook {
  onCall: OnCallProbe;
  /** Whether the token is taken, asked once for all that need it. */
  taken: Promise<void>;
  region: SourceRegion;
  /** Tries the same token in the other region, once it is refused in this one; undefined where it may not be sent there. */
  elsewhere: Pick<OnCallProbe, 'tryToken'> | undefined;
  /** In whose name timelines are written to. */
  timelineFrom: string | undefined;
  /** Whether the bot has secrets by which it takes webhooks in. */
  hasWebhookSecrets: boolean;
  /** Undefined when the policy can't be read. */
  policy: Policy | undefined;
  late: Late;
}

/** The token, the webhooks, and every schedule, escalation policy and service that the policy names. Never throws. */
export async function lookAtOnCall(look: OnCallLook): Promise<Finding[]> {
  const { onCall, taken, region, timelineFrom, policy, late } = look;
  try {
    await inTime('PagerDuty', late, taken);
  } catch (error) {
    return [
      await sayToken(error, look),
      unknown('pagerduty', "Schedules and services weren't looked at.", 'PagerDuty must answer and take PAGERDUTY_TOKEN first.'),
    ];
  }
  const token = judgeOnCallToken(region, timelineFrom !== undefined);
  const [timeline, webhooks] = [lookAtTimeline(onCall, timelineFrom, late), lookAtWebhooks(look)];
  if (!policy)
    return [
      ...token,
      ...(await timeline),
      ...(await webhooks),
      unknown('pagerduty', "Schedules and services weren't looked at.", MEND_POLICY_FIRST),
    ];
  const targets = fewAtATime(sourcesOf(policy), AT_ONCE, (target) => lookAtTarget(onCall, target, late));
  const [said, heard, ...found] = await Promise.all([timeline, webhooks, targets, lookAtServices(onCall, policy, late)]);
  return [...token, ...said, ...heard, ...found.flat(2)];
}

async function lookAtTimeline(onCall: OnCallProbe, from: string | undefined, late: Late): Promise<Finding[]> {
  if (from === undefined) return [noTimeline()];
  return lookedAt({ area: 'pagerduty', what: 'PAGERDUTY_FROM', source: 'PagerDuty' }, late, async () =>
    judgeTimeline(from, await onCall.listUsers()),
  );
}

function lookAtTarget(onCall: OnCallProbe, target: JudgedSource, late: Late): Promise<Finding[]> {
  return lookedAt({ area: 'pagerduty', what: keyOf(target), source: 'PagerDuty' }, late, async () => {
    const found = await lookUp(onCall, target.of);
    return judgeTarget(target, found, found ? await onCall.onCallNow(target.of) : []);
  });
}

async function lookUp(onCall: OnCallProbe, of: JudgedSource['of']): Promise<SourceItem | SourcePolicy | undefined> {
  if ('schedule' in of) return onCall.schedule(of.schedule);
  if ('escalationPolicy' in of) return onCall.escalationPolicy(of.escalationPolicy);
  const service = await onCall.service(of.service);
  const policy = service && (await onCall.escalationPolicy(service.escalationPolicy));
  return policy ? { ...service, levels: policy.levels } : service;
}

function lookAtWebhooks({ onCall, hasWebhookSecrets, policy, late }: OnCallLook): Promise<Finding[]> {
  return lookedAt({ area: 'pagerduty', what: 'Webhook subscriptions', source: 'PagerDuty' }, late, async () => {
    try {
      return judgeWebhooks(await onCall.listWebhooks(), hasWebhookSecrets, policy);
    } catch (error) {
      // The token was taken: it may not see these.
      if (error instanceof SourceUnavailable && error.kind === 'auth') return [webhooksNotShown(hasWebhookSecrets)];
      throw error;
    }
  });
}

function sourcesOf(policy: Policy): JudgedSource[] {
  return judgedSources(policy).filter((source) => source.provider === 'pagerduty');
}

async function lookAtServices(onCall: OnCallProbe, policy: Policy, late: Late): Promise<Finding[]> {
  const named = [...servicesOf(policy)];
  const found = await fewAtATime(named, AT_ONCE, ([id, resources]) =>
    lookedAt({ area: 'pagerduty', what: `Service ${id}`, source: 'PagerDuty' }, late, async () =>
      (await onCall.service(id)) ? [] : [noSuchService(id, resources)],
    ),
  );
  const there = found.filter((findings) => findings.length === 0).length;
  return [...(there > 0 ? [servicesThere(there)] : []), ...found.flat()];
}

async function sayToken(error: unknown, look: OnCallLook): Promise<Finding> {
  if (!(error instanceof SourceUnavailable)) return sayOwnFault('pagerduty', 'The token', error);
  if (error.kind === 'auth') return judgeRefusedKey(look.region, await saidElsewhere(look));
  return sayNotLookedAt('pagerduty', 'The token', { source: 'PagerDuty', fault: error.kind });
}

async function saidElsewhere({ elsewhere, late }: OnCallLook): Promise<'takes' | 'refuses' | undefined> {
  if (!elsewhere || late.isOver()) return undefined;
  try {
    await inTime('PagerDuty', late, elsewhere.tryToken());
    return 'takes';
  } catch (error) {
    return error instanceof SourceUnavailable && error.kind === 'auth' ? 'refuses' : undefined;
  }
}
