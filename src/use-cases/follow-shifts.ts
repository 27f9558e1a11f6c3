import type { SourceAnswer } from '../domain/facts.ts';
import { type Grant, type HandOffReading, isUsable } from '../domain/grant.ts';
import { afterReading, type CoverRead, readCover, rulesOfShift } from '../domain/hand-off.ts';
import type { TargetName } from '../domain/names.ts';
import type { Policy, Target } from '../domain/policy.ts';
import { providerLabel } from '../domain/provider.ts';
import { type SourceIds, sourceIds } from '../domain/shift.ts';
import type { Logger } from '../ports/logger.ts';
import type { OnCallSource } from '../ports/on-call-source.ts';
import type { PolicyHolder } from '../ports/policy-holder.ts';
import type { Store, Transaction } from '../ports/store.ts';
import { askTarget } from './ask-target.ts';
import { askedOnce } from './asked-once.ts';
import { fewAtATime } from './few-at-a-time.ts';
import { HORIZON } from './gather-facts.ts';
import { homesOf } from './homes-of.ts';
import { personNameOf } from './identify-caller.ts';

export interface FollowShiftsNeeds {
  store: Store;
  onCall: OnCallSource;
  policy: PolicyHolder;
  log: Logger;
}

/** A grant that its holder's hand-off ends, and where it is asked whether that has come. */
interface Followed {
  grant: Grant;
  ids: SourceIds;
  targets: readonly Target[];
}

const JOB = 'follow-shifts';
const EVERY_SECONDS = 60;
const AT_ONCE = 8;

/**
 * Once a minute, by one replica, asks who is on call for the targets of open grants, each source once; no source tells of a hand-off by itself. Two readings that
 * prove that a holder's cover ends before the grant move its end there, with an entry. What can't be told changes nothing: an outage neither extends nor ends.
 * Throws StoreUnavailable.
 */
export async function followShifts(needs: FollowShiftsNeeds): Promise<void> {
  const policy = needs.policy.current();
  if (!policy) return;
  const due = await needs.store.transaction(async (tx) => {
    // Whoever holds an older policy doesn't know which targets count.
    if ((await tx.policies.inForce()) !== policy.hash || !(await tx.jobs.claim(JOB, EVERY_SECONDS))) return undefined;
    const followed: Followed[] = [];
    for (const grant of await tx.grants.endingWithShift()) followed.push(await followedOf(tx, policy, grant));
    return { at: await tx.now(), followed };
  });
  if (!due) return;
  const said = await askAll(needs, due.followed, due.at);
  for (const { grant, ids, targets } of due.followed) {
    const answers = targets.flatMap(({ name }) => said.get(name) ?? []);
    await keep(needs.store, grant, readCover(grant, answers, ids, due.at), due.at);
  }
}

async function followedOf(tx: Transaction, policy: Policy, grant: Grant): Promise<Followed> {
  const name = personNameOf(policy, grant.holder.slackId);
  const id = policy.people.get(name)?.pagerduty ?? userIn(grant) ?? (await linkedUser(tx, name));
  return { grant, ids: sourceIds(name, id), targets: targetsOf(policy, grant) };
}

function targetsOf(policy: Policy, { resource: name, rule }: Grant): Target[] {
  const resource = policy.resources.get(name);
  const rules = resource ? rulesOfShift(resource, rule) : [];
  const names = new Set(rules.flatMap(({ when }) => when.onCall ?? []));
  return [...names].flatMap((one) => policy.targets.get(one) ?? []);
}

function userIn({ evidence }: Grant): string | undefined {
  const pagerDuty = providerLabel({ provider: 'pagerduty' });
  return evidence.onCall.find(({ provider, user }) => provider === pagerDuty && user !== undefined)?.user;
}

async function linkedUser(tx: Transaction, name: string): Promise<string | undefined> {
  const person = await tx.people.byName(name);
  return person?.links.find(({ provider, madeBy, suspended }) => provider === 'pagerduty' && madeBy === 'e-mail' && !suspended)
    ?.id;
}

async function askAll(
  { onCall, log }: FollowShiftsNeeds,
  followed: readonly Followed[],
  at: Temporal.Instant,
): Promise<ReadonlyMap<TargetName, SourceAnswer[]>> {
  const once = { onCall: askedOnce(onCall) };
  const targets = new Map(followed.flatMap((one) => one.targets.map((target) => [target.name, target] as const)));
  const window = { from: at, until: at.add(HORIZON) };
  const said = await fewAtATime([...targets], AT_ONCE, async ([name, target]) => {
    return [name, await askTarget(once, target, window)] as const;
  });
  noteFailed(log, said);
  return new Map(said);
}

// A source that is away fails for all of its targets: one line says so.
function noteFailed(log: Logger, said: readonly (readonly [TargetName, SourceAnswer[]])[]): void {
  const failed = said.flatMap(([target, answers]) =>
    answers.flatMap((answer) => (answer.known ? [] : [{ target, fault: answer.fault }])),
  );
  const [first] = failed;
  if (first) log.warn('shifts not asked after', { ...first, targets: failed.length });
}

async function keep(store: Store, seen: Grant, read: CoverRead, readAt: Temporal.Instant): Promise<void> {
  if (!afterReading(seen.handOff, read, readAt)) return;
  await store.transaction(async (tx) => {
    const grant = await tx.grants.lock(seen.id);
    // Whoever extended it meanwhile was found on call later than this was read.
    if (!grant || !isUsable(grant, await tx.now()) || grant.extensions !== seen.extensions) return;
    const after = afterReading(grant.handOff, read, readAt);
    if (!after) return;
    await tx.grants.keepHandOff(grant.id, after.keep);
    if (after.endsAt) await shorten(tx, grant, after.endsAt, [grant.handOff, after.keep]);
  });
}

async function shorten(
  tx: Transaction,
  grant: Grant,
  shiftEnd: Temporal.Instant,
  readings: readonly (HandOffReading | undefined)[],
): Promise<void> {
  const shortened = await tx.grants.shortenToShift(grant.id, shiftEnd);
  if (!shortened) return;
  const { id, resource, holder } = shortened;
  tx.record({
    kind: 'grant-shortened',
    by: { kind: 'nightlatch' },
    about: {
      ...{ grant: id, resource, holder, because: 'shift' },
      readAt: readings.flatMap((reading) => (reading ? [reading.readAt.toString()] : [])),
      endedAt: grant.endsAt.toString(),
      endsAt: shortened.endsAt.toString(),
    },
  });
  await tx.cards.markDirty(id);
  await tx.cards.markHomes(homesOf(shortened));
}
