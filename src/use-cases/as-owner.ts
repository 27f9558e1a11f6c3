import type { SlackUserId } from '../domain/names.ts';
import type { Caller } from '../domain/person.ts';
import type { Policy } from '../domain/policy.ts';
import { recordRefusal } from './record-refusal.ts';
import { type ClickNeeds, whoClicks } from './who-clicks.ts';

/**
 * The owner behind that account, asked of Slack afresh, and the policy that says so. For anybody else a refusal, on record where they are a person here;
 * `wanted` is what they wanted. Throws StoreUnavailable and SourceUnavailable.
 */
export async function asOwner(
  needs: ClickNeeds,
  slackId: SlackUserId,
  wanted: string,
): Promise<{ caller: Caller; policy: Policy } | { outcome: 'outsider' | 'no-policy' | 'not-an-owner' }> {
  const clicked = await whoClicks(needs, slackId, (tx) => tx.policies.inForce());
  if ('outcome' in clicked) return clicked;
  const { caller, policy, found: inForce } = clicked;
  if (inForce !== policy.hash) return { outcome: 'no-policy' };
  if (policy.roles.owners.includes(caller.person.name)) return { caller, policy };
  await recordRefusal(needs, caller.person, { code: 'not-an-owner', about: { wanted, slackId } });
  return { outcome: 'not-an-owner' };
}
