import { actorOf } from '../domain/audit-entry.ts';
import { parseExplain } from '../domain/command-text/parse-explain.ts';
import type { Refusal } from '../domain/decision.ts';
import type { ResourceName, SlackUserId } from '../domain/names.ts';
import type { Caller, Member } from '../domain/person.ts';
import type { Policy, Resource } from '../domain/policy.ts';
import type { AccessRequest } from '../domain/request.ts';
import type { Reader } from '../domain/say-time.ts';
import type { Asking } from '../domain/unlock-form.ts';
import type { Transaction } from '../ports/store.ts';
import type { DecideNeeds } from './decide-request.ts';
import { type Explained, explainAsked } from './explain-asked.ts';
import { callerOf, identifyMember, personNameOf, policyLinks } from './identify-caller.ts';
import type { Pace } from './pace.ts';
import { recordRefusal } from './record-refusal.ts';
import { understandAsking } from './understand-asking.ts';

/** What a decision needs, and how often each may have one explained: the sources are asked as much as for a request. */
export interface ExplainNeeds extends DecideNeeds {
  explaining: Pace;
}

export const EXPLANATIONS_A_MINUTE = 20;

/** What was typed or put into the form, to be explained instead of asked. Words may begin with whom it is about. */
export type ExplainCommand = Asking & { slackId: SlackUserId; channel: string };

export type ExplainOutcome =
  | { outcome: 'help'; resources: readonly Resource[]; reader: Reader }
  /** No rule was looked at. */
  | { outcome: 'refused'; because: Refusal; reader: Reader }
  /** Only owners and auditors may ask about somebody else. */
  | { outcome: 'not-yours'; reader: Reader }
  /** Who was asked about isn't a full member. */
  | { outcome: 'not-a-member'; reader: Reader }
  | ExplainedOutcome;

/** `of`: whom it is about, where that is somebody else. */
export type ExplainedOutcome = Explained & {
  outcome: 'explained';
  resource: Resource;
  request: AccessRequest;
  of?: Member;
  reader: Reader;
};

/**
 * Says what would be decided on a request, rule by rule, with facts asked afresh. Nothing is asked for, opened or counted, and one's own is no
 * entry; somebody else's is for owners and auditors, and an entry itself. Throws StoreUnavailable and SourceUnavailable.
 */
export async function explainRequest(needs: ExplainNeeds, command: ExplainCommand): Promise<ExplainOutcome> {
  const asker = await askerOf(needs, command.slackId);
  if ('outcome' in asker) return asker;
  const { policy, caller, reader } = asker;
  const named = 'words' in command ? parseExplain(command.words) : undefined;
  if (named?.kind === 'refused') return { outcome: 'refused', because: named.because, reader };
  const asking = named ? { words: named.words } : command;
  const of = named?.of !== undefined && personNameOf(policy, named.of) !== caller.person.name ? named.of : undefined;
  const about = of === undefined ? caller : await somebodyElse(needs, asker, of, asking);
  if ('outcome' in about) return about;
  const parsed = understandAsking(asking, policy, reader);
  if (parsed.kind === 'refused') return { outcome: 'refused', because: parsed.because, reader };
  if (parsed.kind !== 'request') return { outcome: 'help', resources: [...policy.resources.values()], reader };
  const resource = policy.resources.get(parsed.request.resource);
  if (!resource) return refusedAsUnknown(parsed.request.resource, reader);
  const { perMinute, allows } = needs.explaining;
  if (!allows(caller.person.id)) return { outcome: 'refused', because: { code: 'too-many-requests', perMinute }, reader };
  const request = { ...parsed.request, channel: command.channel };
  const explained = await explainAsked(needs, { policy, caller: about, resource, request, reader });
  return { outcome: 'explained', ...explained, resource, reader, ...(of !== undefined && { of: about.member }) };
}

interface Asker {
  policy: Policy;
  caller: Caller;
  reader: Reader;
}

/** Who asks; a process that doesn't hold the policy in force explains nothing. */
async function askerOf(needs: DecideNeeds, slackId: SlackUserId): Promise<Asker | ExplainOutcome> {
  const policy = needs.policy.current();
  const member = await identifyMember(needs.directory, slackId);
  return needs.store.transaction(async (tx) => {
    const reader = { timezone: member?.timezone ?? 'UTC', now: await tx.now() };
    if (!member) return { outcome: 'refused', because: { code: 'outsider' }, reader };
    const isInForce = policy !== undefined && (await tx.policies.inForce()) === policy.hash;
    if (!isInForce) return { outcome: 'refused', because: { code: 'no-policy' }, reader };
    return { policy, caller: await callerOf(tx, policy, member), reader };
  });
}

async function somebodyElse(
  needs: DecideNeeds,
  { policy, caller, reader }: Asker,
  slackId: SlackUserId,
  asking: Asking,
): Promise<Caller | ExplainOutcome> {
  const { owners, auditors } = policy.roles;
  if (![...owners, ...auditors].includes(caller.person.name)) {
    await recordRefusal(needs, caller.person, { code: 'not-yours', about: { explain: slackId } });
    return { outcome: 'not-yours', reader };
  }
  const member = await needs.directory.member(slackId, 'fresh');
  const explain = personNameOf(policy, slackId);
  const person = await needs.store.transaction(async (tx) => {
    const asked = 'words' in asking ? asking.words.slice(0, 200) : '';
    tx.record({ kind: 'log-read', by: actorOf(caller.person), about: { explain, asked } });
    return personAskedAbout(tx, policy, explain);
  });
  return member.standing === 'full' ? { member, person } : { outcome: 'not-a-member', reader };
}

// Somebody who never came by doesn't become a person by being asked about.
async function personAskedAbout(tx: Transaction, policy: Policy, name: string): Promise<Caller['person']> {
  const links = policyLinks(policy, name).map((link) => ({ ...link, madeBy: 'policy' as const, suspended: false }));
  return (await tx.people.byName(name)) ?? { id: NOBODY, name, links };
}

// No person has it: ids are version 7.
const NOBODY = '00000000-0000-0000-0000-000000000000';

function refusedAsUnknown(word: ResourceName, reader: Reader): ExplainOutcome {
  return { outcome: 'refused', because: { code: 'unknown-resource', word, nearest: [] }, reader };
}
