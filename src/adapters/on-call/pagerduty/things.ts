import { z } from 'zod';
import type { PagerDutyTarget } from '../../../domain/policy.ts';
import { SourceUnavailable } from '../../../ports/on-call-source.ts';
import type { PagerDutyCheck } from './client.ts';
import { item, reference, userAnswer } from './responses.ts';

const scheduleAnswer = z.object({ schedule: item });
const serviceAnswer = z.object({ service: item.and(z.object({ escalation_policy: reference })) });
/** An escalation policy in a list or alone. */
export const policyEntry = item.and(z.object({ escalation_rules: z.array(z.unknown()) }));
const policyAnswer = z.object({ escalation_policy: policyEntry });

/** A schedule of either generation; undefined when there is none. An upgraded one keeps its id. */
export async function scheduleById(check: PagerDutyCheck, id: string) {
  const answer = await byId(check, 'schedules', id, scheduleAnswer).catch((error: unknown) => {
    // A shift-based schedule answers 400 where one of the older kind is asked for.
    if (!(error instanceof SourceUnavailable) || error.kind !== 'shape') throw error;
    return byId(check, 'v3/schedules', id, scheduleAnswer);
  });
  return answer?.schedule;
}

/** An escalation policy; undefined when there is none. */
export async function policyById(check: PagerDutyCheck, id: string) {
  return (await byId(check, 'escalation_policies', id, policyAnswer))?.escalation_policy;
}

/** A service; undefined when there is none. */
export async function serviceById(check: PagerDutyCheck, id: string) {
  return (await byId(check, 'services', id, serviceAnswer))?.service;
}

/** A user; undefined when there is none. */
export async function userById(check: PagerDutyCheck, id: string) {
  return (await byId(check, 'users', id, userAnswer))?.user;
}

/** What `/oncalls` can be asked about. */
export type Scope = Exclude<PagerDutyTarget['of'], { service: string }>;

/** What a target is now: a service is whatever escalation policy it has. Throws `not-there` for one that is gone. */
export async function scopeOf(check: PagerDutyCheck, of: PagerDutyTarget['of']): Promise<Scope> {
  if (!('service' in of)) return of;
  const service = await serviceById(check, of.service);
  if (!service) throw new SourceUnavailable('PagerDuty', 'not-there');
  return { escalationPolicy: service.escalation_policy.id };
}

/** Throws `not-there` for what is gone. */
export async function assertThere(check: PagerDutyCheck, scope: Scope): Promise<void> {
  const found = await ('schedule' in scope ? scheduleById(check, scope.schedule) : policyById(check, scope.escalationPolicy));
  if (!found) throw new SourceUnavailable('PagerDuty', 'not-there');
}

async function byId<T>(check: PagerDutyCheck, folder: string, id: string, answer: z.ZodType<T>): Promise<T | undefined> {
  // Anything else would be another path of the API.
  return /^[A-Za-z0-9]+$/.test(id) ? check.one(`/${folder}/${id}`, answer) : undefined;
}
