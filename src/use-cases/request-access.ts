import { parseUnlock, type UnlockReading } from '../domain/command-text/parse-unlock.ts';
import { readForm } from '../domain/command-text/read-form.ts';
import { unlockContext } from '../domain/command-text/unlock-context.ts';
import { decideAccess } from '../domain/decide-access.ts';
import type { Refusal } from '../domain/decision.ts';
import type { Evidence } from '../domain/evidence.ts';
import type { Grant } from '../domain/grant.ts';
import type { ChannelId, ResourceName, SlackUserId } from '../domain/names.ts';
import type { Caller, Member } from '../domain/person.ts';
import type { Policy, Resource } from '../domain/policy.ts';
import type { AccessRequest } from '../domain/request.ts';
import type { Reader } from '../domain/say-time.ts';
import type { Asking } from '../domain/unlock-form.ts';
import type { Logger } from '../ports/logger.ts';
import type { PolicyHolder } from '../ports/policy-holder.ts';
import { type FactNeeds, factsAt, gatherFacts } from './gather-facts.ts';
import { callerOf, identifyMember } from './identify-caller.ts';
import { evidenceAsJson, openGrant } from './open-grant.ts';
import { recordRefusal } from './record-refusal.ts';

export interface RequestAccessNeeds extends FactNeeds {
  policy: PolicyHolder;
  log: Logger;
}

/** What was typed or put into the form, by whom, where, and the window that answers it (absent when none could be opened). */
export type UnlockCommand = Asking & {
  slackId: SlackUserId;
  /** Where it was asked; from nowhere in particular their own conversation with the bot, which Slack calls by their id. */
  channel: ChannelId;
  windowExternalId?: string;
};

export type RequestOutcome =
  | { outcome: 'granted'; grant: Grant; alreadyOpen: boolean; reader: Reader }
  | { outcome: 'help'; resources: readonly Resource[]; reader: Reader }
  | { outcome: 'refused'; because: Refusal; reader: Reader };

const REQUESTS_A_MINUTE = 10;

/**
 * Decides on `/unlock` or its form and, where the policy allows, opens the grant: request, grant, audit entry and cards in one transaction. Sources are asked
 * afresh. Throws StoreUnavailable, and SourceUnavailable when Slack can't say who is asking; nothing is open then.
 */
export async function requestAccess(needs: RequestAccessNeeds, command: UnlockCommand): Promise<RequestOutcome> {
  const policy = needs.policy.current();
  const member = await identifyMember(needs.directory, command.slackId);
  if (!member) return refusedUnknown({ code: 'outsider' }, await needs.store.transaction((tx) => tx.now()));
  if (!policy) return refusedUnknown({ code: 'no-policy' }, await needs.store.transaction((tx) => tx.now()), member);
  const { caller, reader, parsed, count } = await needs.store.transaction(async (tx) => {
    const reader = { timezone: member.timezone, now: await tx.now() };
    const caller = await callerOf(tx, policy, member);
    const parsed = understand(command, policy, reader);
    // Only what is understood counts: nobody is locked out by typing errors, nor by trying again too soon.
    const count = parsed.kind === 'request' ? await tx.refusals.countRequest(caller.person.id, REQUESTS_A_MINUTE) : 'counted';
    return { caller, reader, parsed, count };
  });
  const refuse = (because: Refusal) => refused(needs, caller, reader, because);
  if (parsed.kind === 'refused') return refuse(parsed.because);
  if (parsed.kind !== 'request') return { outcome: 'help', resources: [...policy.resources.values()], reader };
  if (count !== 'counted') return refuse({ code: 'too-many-requests', perMinute: REQUESTS_A_MINUTE, opensAt: count.opensAt });
  const resource = policy.resources.get(parsed.request.resource);
  if (!resource) return refuse({ code: 'unknown-resource', word: parsed.request.resource, nearest: [] });
  return decide(needs, { policy, caller, reader, resource, request: { ...parsed.request, channel: command.channel } }, command);
}

interface Asked {
  policy: Policy;
  caller: Caller;
  reader: Reader;
  resource: Resource;
  request: AccessRequest;
}

async function decide(needs: RequestAccessNeeds, asked: Asked, command: UnlockCommand): Promise<RequestOutcome> {
  const { policy, caller, resource, request, reader } = asked;
  const facts = await gatherFacts(needs, policy, caller, resource, request, reader.now);
  const decideAt = (at: Temporal.Instant) => decideAccess(request, resource, factsAt(facts, reader.now, at), at);
  const opened = await needs.store.transaction((tx) => openGrant(tx, { ...asked, decideAt }, command.windowExternalId));
  if ('grant' in opened) return { outcome: 'granted', ...opened, reader: { ...reader, now: opened.now } };
  return refused(needs, caller, reader, opened.refused, { resource: resource.name, evidence: opened.evidence });
}

function understand(asking: Asking, policy: Policy, reader: Reader): UnlockReading {
  if ('words' in asking) return parseUnlock(asking.words, unlockContext(policy.resources, reader));
  const reading = readForm(asking.form, policy.resources, reader);
  // The form said what was wrong before it was sent off: only a policy that came in between gets here.
  return reading.kind === 'request' ? reading : { kind: 'refused', because: reading.mistakes[0].because };
}

async function refused(
  needs: RequestAccessNeeds,
  caller: Caller,
  reader: Reader,
  because: Refusal,
  decided?: { resource: ResourceName; evidence: Evidence | undefined },
): Promise<RequestOutcome> {
  const { code } = because;
  const about = decided?.evidence && { evidence: evidenceAsJson(decided.evidence) };
  await recordRefusal(needs, caller.person, { code, ...(decided && { resource: decided.resource }), ...(about && { about }) });
  return { outcome: 'refused', because, reader };
}

// Nothing is put on record for those who aren't persons here.
function refusedUnknown(because: Refusal, now: Temporal.Instant, member?: Member): RequestOutcome {
  return { outcome: 'refused', because, reader: { timezone: member?.timezone ?? 'UTC', now } };
}
