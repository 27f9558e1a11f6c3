import type { Refusal } from '../domain/decision.ts';
import type { ChannelId, SlackUserId } from '../domain/names.ts';
import type { Member } from '../domain/person.ts';
import type { Resource } from '../domain/policy.ts';
import type { Reader } from '../domain/say-time.ts';
import type { Asking } from '../domain/unlock-form.ts';
import { type DecidedOutcome, type DecideNeeds, decideRequest, refused } from './decide-request.ts';
import { callerOf, identifyMember } from './identify-caller.ts';
import { refusedForChannel } from './shared-channel.ts';
import { understandAsking } from './understand-asking.ts';

/** What was typed or put into the form, by whom, where, and the window that answers it (absent when none could be opened). */
export type UnlockCommand = Asking & {
  slackId: SlackUserId;
  /** Where it was asked; from nowhere in particular their own conversation with the bot, which Slack calls by their id. */
  channel: ChannelId;
  windowExternalId?: string;
};

export type RequestOutcome = DecidedOutcome | { outcome: 'help'; resources: readonly Resource[]; reader: Reader };

export const REQUESTS_A_MINUTE = 10;

/**
 * Decides on `/unlock` or its form and, where the policy allows, opens the grant: request, grant, audit entry and cards in one transaction. Sources are asked
 * afresh. Throws StoreUnavailable, and SourceUnavailable when Slack can't say who is asking; nothing is open then.
 */
export async function requestAccess(needs: DecideNeeds, command: UnlockCommand): Promise<RequestOutcome> {
  const policy = needs.policy.current();
  const member = await identifyMember(needs.directory, command.slackId);
  if (!member) return refusedUnknown({ code: 'outsider' }, await needs.store.transaction((tx) => tx.now()));
  if (!policy) return refusedUnknown({ code: 'no-policy' }, await needs.store.transaction((tx) => tx.now()), member);
  const { caller, reader, parsed, count, shared, lockdown } = await needs.store.transaction(async (tx) => {
    const reader = { timezone: member.timezone, now: await tx.now() };
    const caller = await callerOf(tx, policy, member);
    const parsed = understandAsking(command, policy, reader);
    // Only what is understood counts: nobody is locked out by typing errors, nor by trying again too soon.
    const count = parsed.kind === 'request' ? await tx.refusals.countRequest(caller.person.id, REQUESTS_A_MINUTE) : 'counted';
    const shared = await refusedForChannel(tx, command.channel);
    return { caller, reader, parsed, count, shared, lockdown: await tx.lockdowns.current() };
  });
  const refuse = (because: Refusal) => refused(needs, caller, reader, because);
  if (parsed.kind === 'refused') return refuse(parsed.because);
  if (parsed.kind !== 'request') return { outcome: 'help', resources: [...policy.resources.values()], reader };
  // Nobody waits for a source to hear that nothing opens.
  if (lockdown) return refuse({ code: 'locked-down', lockdown });
  if (shared) return refuse(shared);
  if (count !== 'counted') return refuse({ code: 'too-many-requests', perMinute: REQUESTS_A_MINUTE, opensAt: count.opensAt });
  const resource = policy.resources.get(parsed.request.resource);
  if (!resource) return refuse({ code: 'unknown-resource', word: parsed.request.resource, nearest: [] });
  const asked = { policy, caller, reader, resource, request: { ...parsed.request, channel: command.channel } };
  return decideRequest(needs, asked, command.windowExternalId);
}

/** The refusal of somebody who is no person here, or can't be until there is a policy: nothing is put on record. */
export function refusedUnknown(because: Refusal, now: Temporal.Instant, member?: Member): DecidedOutcome {
  return { outcome: 'refused', because, reader: { timezone: member?.timezone ?? 'UTC', now } };
}
