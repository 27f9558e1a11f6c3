import { actorOf } from '../domain/audit-entry.ts';
import { type GrantsFilter, parseGrants } from '../domain/command-text/parse-grants.ts';
import type { Refusal } from '../domain/decision.ts';
import type { Grant } from '../domain/grant.ts';
import type { PersonId, SlackUserId } from '../domain/names.ts';
import type { Caller, Member } from '../domain/person.ts';
import type { Policy, Resource } from '../domain/policy.ts';
import type { Reader } from '../domain/say-time.ts';
import type { GrantFilter } from '../ports/grants.ts';
import type { SourceOutage } from '../ports/source-outages.ts';
import type { Transaction } from '../ports/store.ts';
import { callerOf, identifyMember, personNameOf } from './identify-caller.ts';
import { type Standing, standingOf } from './may-see-and-end.ts';
import type { ClickNeeds } from './who-clicks.ts';

/** One page of `/grants`. */
export type ListOutcome =
  | { outcome: 'help'; reader: Reader }
  | {
      outcome: 'list';
      question: GrantsFilter;
      entries: readonly { grant: Grant; standing: Standing }[];
      /** Some were left out, because this person may not see what was read. */
      hidden: boolean;
      page: number;
      more: boolean;
      unlockable: readonly Resource[];
      /** Sources that don't answer now. */
      outages: readonly SourceOutage[];
      reader: Reader;
    }
  | { outcome: 'refused'; because: Refusal; reader: Reader };

export const GRANTS_A_PAGE = 10;

/** Answers `/grants`: newest first, `page` from 0. Reading others' grants is itself an entry. Throws StoreUnavailable and SourceUnavailable. */
export async function listGrants(
  needs: ClickNeeds,
  asked: { slackId: SlackUserId; words: string; page: number },
): Promise<ListOutcome> {
  const policy = needs.policy.current();
  const member = await identifyMember(needs.directory, asked.slackId);
  const now = () => needs.store.transaction((tx) => tx.now());
  if (!member) return { outcome: 'refused', because: { code: 'outsider' }, reader: { timezone: 'UTC', now: await now() } };
  const { timezone } = member;
  if (!policy) return { outcome: 'refused', because: { code: 'no-policy' }, reader: { timezone, now: await now() } };
  const reading = parseGrants(asked.words, [...policy.resources.keys()]);
  if (reading.kind === 'refused') return { outcome: 'refused', because: reading.because, reader: { timezone, now: await now() } };
  if (reading.kind === 'help') return { outcome: 'help', reader: { timezone, now: await now() } };
  return list(needs, policy, member, reading.filter, asked);
}

async function list(
  needs: ClickNeeds,
  policy: Policy,
  member: Member,
  question: GrantsFilter,
  asked: { words: string; page: number },
): Promise<ListOutcome> {
  const found = await needs.store.transaction(async (tx) => {
    const now = await tx.now();
    const caller = await callerOf(tx, policy, member);
    const holder = await holderAsked(tx, policy, caller, question);
    const page = { offset: asked.page * GRANTS_A_PAGE, limit: GRANTS_A_PAGE };
    const list = holder === 'nobody' ? { grants: [], more: false } : await tx.grants.list(filterOf(question, holder, now), page);
    if (question.whose !== 'mine') recordReading(tx, caller, asked);
    const isInForce = (await tx.policies.inForce()) === policy.hash;
    return { caller, now, isInForce, outages: await tx.outages.open(), ...list };
  });
  const allowed = await standingOf(needs.directory, policy, found.caller, found.grants);
  // Roles and approvers of an older policy may be nobody's any more.
  const standings = found.isInForce ? allowed : allowed.map(({ holder }) => ({ holder, details: holder, revoke: false }));
  const all = found.grants.flatMap((grant, i) => (standings[i] ? [{ grant, standing: standings[i] }] : []));
  const entries = question.exposed ? all.filter(({ standing }) => standing.details) : all;
  const reader = { timezone: member.timezone, now: found.now };
  return {
    outcome: 'list',
    question,
    entries,
    hidden: entries.length < all.length,
    page: asked.page,
    more: found.more,
    unlockable: [...policy.resources.values()],
    outages: found.outages,
    reader,
  };
}

/** Whose grants are asked for; undefined is everyone's. `nobody`: someone who never came by, and who doesn't become a person by being asked about. */
async function holderAsked(
  tx: Transaction,
  policy: Policy,
  caller: Caller,
  { whose }: GrantsFilter,
): Promise<PersonId | 'nobody' | undefined> {
  if (whose === 'all') return undefined;
  if (whose === 'mine') return caller.person.id;
  return (await tx.people.byName(personNameOf(policy, whose.slackId)))?.id ?? 'nobody';
}

function recordReading(tx: Transaction, caller: Caller, { words, page }: { words: string; page: number }): void {
  tx.record({ kind: 'log-read', by: actorOf(caller.person), about: { asked: words.slice(0, 200), page } });
}

function filterOf(question: GrantsFilter, holder: PersonId | undefined, now: Temporal.Instant): GrantFilter {
  const filter: GrantFilter = { state: question.exposed ? 'exposed' : question.history ? 'any' : 'open' };
  if (question.history) filter.startedSince = now.subtract(question.history);
  if (question.resource !== undefined) filter.resource = question.resource;
  if (holder !== undefined) filter.holder = holder;
  return filter;
}
