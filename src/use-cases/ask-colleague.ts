import { actorOf } from '../domain/audit-entry.ts';
import { cleanReason } from '../domain/command-text/clean-reason.ts';
import type { Unanswered } from '../domain/condition.ts';
import type { ChannelId, ResourceName, SlackUserId } from '../domain/names.ts';
import type { Caller } from '../domain/person.ts';
import type { OnCallSource } from '../ports/on-call-source.ts';
import type { PolicyHolder } from '../ports/policy-holder.ts';
import type { Transaction } from '../ports/store.ts';
import { type Colleague, colleaguesOf } from './colleagues-of.ts';
import { isOwn } from './find-approvers.ts';
import { callerOf, identifyMember } from './identify-caller.ts';
import { triedTo, unansweredBy } from './source-answer.ts';
import type { SourceUserNeeds } from './source-user-of.ts';

export interface AskColleagueNeeds extends SourceUserNeeds {
  onCall: OnCallSource;
  policy: PolicyHolder;
}

/** What a person asks for, in a channel. None of it is trusted, the reason is their own words. */
export interface ColleagueAsked {
  slackId: SlackUserId;
  resource: ResourceName;
  reason: string;
  channel: ChannelId;
}

/** `nobody`: nobody else is on call whom one could write to; `unreachable` are, by PagerDuty's names, but have no account that is known as theirs. */
export type AskColleagueOutcome =
  | { outcome: 'asked' | 'too-soon'; names: readonly string[] }
  | { outcome: 'nobody'; unreachable: readonly string[] }
  | { outcome: 'cannot-tell'; unanswered: Unanswered }
  | { outcome: 'not-found' | 'outsider' | 'no-policy' };

const EVERY_SECONDS = 300;
const AT_MOST = 10;

/**
 * Writes to whoever is on call for the resource now, asked afresh, that this person asks for their help; it gives no access. Once in five minutes
 * per person asked. Throws StoreUnavailable, and SourceUnavailable when Slack can't say who is asking; nobody was asked then.
 */
export async function askColleague(needs: AskColleagueNeeds, asked: ColleagueAsked): Promise<AskColleagueOutcome> {
  const policy = needs.policy.current();
  const member = await identifyMember(needs.directory, asked.slackId);
  if (!member) return { outcome: 'outsider' };
  if (!policy) return { outcome: 'no-policy' };
  const resource = policy.resources.get(asked.resource);
  if (!resource) return { outcome: 'not-found' };
  const { caller, now } = await needs.store.transaction(async (tx) => ({
    caller: await callerOf(tx, policy, member),
    now: await tx.now(),
  }));
  const found = await triedTo(() => colleaguesOf(needs, policy, resource, now));
  if (!found.known) return { outcome: 'cannot-tell', unanswered: unansweredBy(found, 'on-call') };
  const { colleagues, unreachable } = found.value;
  const others = colleagues.filter(({ slackId }) => !isOwn(policy, caller, slackId)).slice(0, AT_MOST);
  if (others.length === 0) return { outcome: 'nobody', unreachable };
  return needs.store.transaction((tx) => write(tx, caller, others, asked));
}

async function write(
  tx: Transaction,
  caller: Caller,
  others: readonly Colleague[],
  { resource, reason, channel }: ColleagueAsked,
): Promise<AskColleagueOutcome> {
  const { person, member } = caller;
  const written: Colleague[] = [];
  // In one order always, so that two clicks of one person at once don't wait for each other.
  const inOrder = others.toSorted((a, b) => (a.person < b.person ? -1 : 1));
  for (const other of inOrder) if (await isDue(tx, caller, other)) written.push(other);
  if (written.length === 0) return { outcome: 'too-soon', names: namesOf(others) };
  const said = { person: member.displayName, slackId: member.slackId, resource, reason: cleanReason(reason), channel };
  for (const { slackId } of written) {
    await tx.cards.add({ kind: 'note', note: { kind: 'colleague-asked', ...said } }, { kind: 'direct', to: slackId });
  }
  const asked = written.map((other) => ({ person: other.person, slackId: other.slackId }));
  const about = { resource, asked, slackId: member.slackId, channel, reason: said.reason };
  tx.record({ kind: 'colleague-asked', by: actorOf(person), about });
  return { outcome: 'asked', names: namesOf(written) };
}

// A row for each pair of people who ever asked one another, used again each time: it needs no cleaning up.
function isDue(tx: Transaction, asker: Caller, { person }: Colleague): Promise<boolean> {
  return tx.jobs.claim(`ask-colleague:${asker.person.id}:${person}`, EVERY_SECONDS);
}

function namesOf(colleagues: readonly Colleague[]): string[] {
  return colleagues.map(({ name }) => name);
}
