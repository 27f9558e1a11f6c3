import { actorOf } from '../domain/audit-entry.ts';
import { type Grant, isUsable } from '../domain/grant.ts';
import type { Lockdown } from '../domain/lockdown.ts';
import type { GrantId, RevealId, SlackUserId } from '../domain/names.ts';
import type { Caller } from '../domain/person.ts';
import type { Policy, Variable } from '../domain/policy.ts';
import type { Reveal } from '../domain/reveal.ts';
import type { NamedSecret } from '../domain/secret.ts';
import type { Directory } from '../ports/directory.ts';
import type { Logger } from '../ports/logger.ts';
import type { PolicyHolder } from '../ports/policy-holder.ts';
import { type SecretFault, type SecretSource, SecretUnavailable } from '../ports/secret-source.ts';
import type { Store, Transaction } from '../ports/store.ts';
import { homesOf } from './homes-of.ts';
import { callerOf, identifyMember, personNameOf } from './identify-caller.ts';
import { recordRefusal } from './record-refusal.ts';
import { shutGate } from './shut-gate.ts';

export interface RevealNeeds {
  store: Store;
  directory: Directory;
  policy: PolicyHolder;
  secrets: SecretSource;
  log: Logger;
}

/** Why no value is shown. */
export type RevealRefusal = { code: 'outsider' } | { code: 'no-policy' } | { code: 'not-found' } | RevealRefusalOfGrant;

/** Why no value is shown of a grant that the person holds. */
export type RevealRefusalOfGrant =
  | { code: 'ended'; grant: Grant }
  | { code: 'locked-down'; grant: Grant; lockdown: Lockdown }
  | { code: 'shown-often-enough'; grant: Grant }
  | { code: 'not-shown-in-slack'; grant: Grant }
  | { code: 'wiped-already'; grant: Grant }
  | { code: 'secret-unavailable'; fault: SecretFault; grant: Grant };

/** `left` is how many more reveals the grant allows; `elsewhere` names variables that Slack doesn't show. */
export type RevealOutcome =
  | {
      outcome: 'values';
      values: readonly NamedSecret[];
      elsewhere: readonly string[];
      reveal: Reveal;
      grant: Grant;
      left: number;
      now: Temporal.Instant;
    }
  | { outcome: 'refused'; because: RevealRefusal };

/**
 * Before the window turns: the row that lets any replica wipe it, naming only what Slack may show. Undefined when this person, by whichever of their
 * accounts, holds no such grant. An ended grant gets its row too: its wipe is due at once. Throws StoreUnavailable.
 */
export async function beginReveal(
  needs: Pick<RevealNeeds, 'store' | 'policy'>,
  click: { slackId: SlackUserId; grantId: GrantId; externalId: string },
): Promise<{ reveal: Reveal; grant: Grant } | undefined> {
  const policy = needs.policy.current();
  if (!policy) return undefined;
  return needs.store.transaction(async (tx) => {
    const grant = await tx.grants.byId(click.grantId);
    const person = await tx.people.byName(personNameOf(policy, click.slackId));
    if (!grant || !person || grant.holder.personId !== person.id) return undefined;
    const by = { personId: person.id, slackId: click.slackId };
    const { id: grantId, terms } = grant;
    const variables = variablesToShow(policy, grant).shown.map(({ name }) => name);
    const row = { grantId, by, variables, externalId: click.externalId };
    // The row first: it locks the grant, which every end locks before its cards. The other way round one would wait for the other.
    const reveal = await tx.reveals.begin(row, terms.showFor.total('seconds'));
    await tx.cards.setHeldByReveal(click.externalId, true);
    return { grant, reveal };
  });
}

/**
 * The values of a grant, after the reveal and its audit entry are committed. Who asks is asked of Slack afresh. Throws StoreUnavailable and
 * SourceUnavailable; nothing is to be shown then.
 */
export async function revealValues(needs: RevealNeeds, by: SlackUserId, id: RevealId): Promise<RevealOutcome> {
  const policy = needs.policy.current();
  const member = await identifyMember(needs.directory, by);
  if (!member) return { outcome: 'refused', because: { code: 'outsider' } };
  if (!policy) return { outcome: 'refused', because: { code: 'no-policy' } };
  const { caller, recorded } = await needs.store.transaction(async (tx) => {
    const known = await callerOf(tx, policy, member);
    return { caller: known, recorded: await record(tx, policy, known, id) };
  });
  if ('refused' in recorded) {
    await recordRefusal(needs, caller.person, { code: `reveal-${recorded.refused.code}`, about: { reveal: id } });
    return { outcome: 'refused', because: recorded.refused };
  }
  return fetch(needs, recorded);
}

/** What became of the view. `wiped-already`: a wipe was sent meanwhile, so it must be sent once more. Throws StoreUnavailable. */
export async function settleReveal(
  needs: Pick<RevealNeeds, 'store'>,
  id: RevealId,
  became: 'shown' | 'failed',
  viewId?: string,
): Promise<'settled' | 'wiped-already'> {
  return needs.store.transaction(async (tx) => {
    if (await tx.reveals.move(id, became, viewId)) return 'settled';
    return (await tx.reveals.byId(id))?.state === 'wiped' ? 'wiped-already' : 'settled';
  });
}

interface Recorded {
  grant: Grant;
  reveal: Reveal;
  shown: readonly Variable[];
  elsewhere: readonly string[];
  left: number;
  now: Temporal.Instant;
}

async function record(
  tx: Transaction,
  policy: Policy,
  { person, member }: Caller,
  id: RevealId,
): Promise<Recorded | { refused: RevealRefusal }> {
  const reveal = await tx.reveals.byId(id);
  const grant = reveal && (await tx.grants.lock(reveal.grantId));
  if (!reveal || !grant || grant.holder.personId !== person.id) return { refused: { code: 'not-found' } };
  const shut = await shutGate(tx, policy);
  if (shut?.code === 'no-policy') return { refused: { code: 'no-policy' } };
  const now = await tx.now();
  if (!isUsable(grant, now)) return { refused: { code: 'ended', grant } };
  if (shut) return { refused: { code: 'locked-down', grant, lockdown: shut.lockdown } };
  const before = await tx.reveals.count(grant.id);
  if (before >= grant.terms.maxReveals) return { refused: { code: 'shown-often-enough', grant } };
  const { shown, elsewhere } = variablesToShow(policy, grant, reveal.variables);
  if (shown.length === 0) return { refused: { code: 'not-shown-in-slack', grant } };
  const isWipeDue = Temporal.Instant.compare(reveal.wipeAt, now) <= 0;
  if (isWipeDue || !(await tx.reveals.move(id, 'recorded'))) return { refused: { code: 'wiped-already', grant } };
  tx.record({
    kind: 'revealed',
    by: actorOf(person),
    about: {
      ...{ grant: grant.id, reveal: id, resource: grant.resource, slackId: member.slackId },
      variables: shown.map(({ name }) => name),
      count: before + 1,
    },
  });
  await tx.cards.markDirty(grant.id);
  await tx.cards.markHomes(homesOf(grant));
  return { grant, reveal, shown, elsewhere, left: grant.terms.maxReveals - before - 1, now };
}

// Of what was granted: what Slack may show by the policy, and where there is a row, by that too, so that it never says less than was seen.
function variablesToShow(
  policy: Policy,
  grant: Grant,
  inRow: readonly string[] = grant.variables,
): { shown: Variable[]; elsewhere: string[] } {
  const known = policy.resources.get(grant.resource)?.variables;
  const granted = grant.variables.map((name) => known?.get(name)).filter((variable) => variable !== undefined);
  const shown = granted.filter((variable) => variable.show === 'slack' && inRow.includes(variable.name));
  return { shown, elsewhere: granted.filter((variable) => !shown.includes(variable)).map(({ name }) => name) };
}

async function fetch(needs: RevealNeeds, recorded: Recorded): Promise<RevealOutcome> {
  const { grant, reveal, elsewhere, left, now } = recorded;
  try {
    const values = await Promise.all(
      recorded.shown.map(async ({ name, source }) => ({ name, value: await needs.secrets.read(source) })),
    );
    return { outcome: 'values', values, elsewhere, reveal, grant, left, now };
  } catch (error) {
    if (!(error instanceof SecretUnavailable)) throw error;
    await noteFailure(needs, recorded, error.fault);
    return { outcome: 'refused', because: { code: 'secret-unavailable', fault: error.fault, grant } };
  }
}

async function noteFailure(needs: RevealNeeds, { grant, reveal, shown }: Recorded, fault: SecretFault): Promise<void> {
  const { resource } = grant;
  const variables = shown.map(({ name }) => name);
  await needs.store.transaction(async (tx) => {
    await tx.reveals.move(reveal.id, 'failed');
    const about = { grant: grant.id, reveal: reveal.id, resource, variables, fault };
    tx.record({ kind: 'reveal-failed', by: { kind: 'nightlatch' }, about });
  });
}
