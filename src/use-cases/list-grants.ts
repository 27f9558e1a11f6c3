import { type GrantsFilter, parseGrants } from '../domain/command-text/parse-grants.ts';
import type { Refusal } from '../domain/decision.ts';
import type { Grant } from '../domain/grant.ts';
import type { PersonId, SlackUserId } from '../domain/names.ts';
import type { Caller, Member } from '../domain/person.ts';
import type { Policy, Resource } from '../domain/policy.ts';
import type { Reader } from '../domain/say-time.ts';
import type { GrantFilter } from '../ports/grants.ts';
import type { Transaction } from '../ports/store.ts';
import type { EndByHandNeeds } from './end-grant-by-hand.ts';
import { callerOf, identifyMember, personOf } from './identify-caller.ts';
import { type Standing, standingOf } from './may-see-and-end.ts';

/** One page of `/grants`. */
export type ListOutcome =
  | { outcome: 'help'; reader: Reader }
  | {
      outcome: 'list';
      question: GrantsFilter;
      entries: readonly { grant: Grant; standing: Standing }[];
      page: number;
      more: boolean;
      unlockable: readonly Resource[];
      reader: Reader;
    }
  | { outcome: 'refused'; because: Refusal; reader: Reader };

export const GRANTS_A_PAGE = 10;

/** Answers `/grants`: newest first, `page` from 0. Reading others' grants is itself an entry. Throws StoreUnavailable and SourceUnavailable. */
export async function listGrants(
  needs: EndByHandNeeds,
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
  needs: EndByHandNeeds,
  policy: Policy,
  member: Member,
  question: GrantsFilter,
  asked: { words: string; page: number },
): Promise<ListOutcome> {
  const other = typeof question.whose === 'object' ? await needs.directory.member(question.whose.slackId, 'recent') : undefined;
  const found = await needs.store.transaction(async (tx) => {
    const now = await tx.now();
    const caller = await callerOf(tx, policy, member);
    const holder = question.whose === 'mine' ? caller.person : other && (await personOf(tx, policy, other));
    const list = await tx.grants.list(filterOf(question, holder?.id, now), {
      offset: asked.page * GRANTS_A_PAGE,
      limit: GRANTS_A_PAGE,
    });
    if (question.whose !== 'mine') recordReading(tx, caller, asked.words);
    return { caller, now, ...list };
  });
  const standings = await standingOf(needs.directory, policy, found.caller, found.grants);
  const entries = found.grants.flatMap((grant, i) => (standings[i] ? [{ grant, standing: standings[i] }] : []));
  const reader = { timezone: member.timezone, now: found.now };
  return {
    outcome: 'list',
    question,
    entries,
    page: asked.page,
    more: found.more,
    unlockable: [...policy.resources.values()],
    reader,
  };
}

function recordReading(tx: Transaction, caller: Caller, words: string): void {
  const by = { kind: 'person', id: caller.person.id, name: caller.person.name } as const;
  tx.record({ kind: 'log-read', by, about: { asked: words.slice(0, 200) } });
}

function filterOf(question: GrantsFilter, holder: PersonId | undefined, now: Temporal.Instant): GrantFilter {
  const filter: GrantFilter = { state: question.history ? 'any' : 'open' };
  if (question.history) filter.startedSince = now.subtract(question.history);
  if (question.resource !== undefined) filter.resource = question.resource;
  if (holder !== undefined) filter.holder = holder;
  return filter;
}
