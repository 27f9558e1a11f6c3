import type { SlackUserId } from '../domain/names.ts';
import type { Caller } from '../domain/person.ts';
import type { Policy } from '../domain/policy.ts';
import type { Directory } from '../ports/directory.ts';
import type { Logger } from '../ports/logger.ts';
import type { PolicyHolder } from '../ports/policy-holder.ts';
import type { Store, Transaction } from '../ports/store.ts';
import { callerOf, identifyMember } from './identify-caller.ts';

/** What every verb behind a click needs. */
export interface ClickNeeds {
  store: Store;
  directory: Directory;
  policy: PolicyHolder;
  log: Logger;
}

/** Who clicked, the policy held then, and what was looked up for them; or why nothing is done for them. */
export type Clicker<T> = { caller: Caller; policy: Policy; found: T } | { outcome: 'outsider' | 'no-policy' };

/** Asks Slack afresh who clicks, and runs `look` in one transaction with their person. Throws StoreUnavailable and SourceUnavailable. */
export async function whoClicks<T>(
  needs: Pick<ClickNeeds, 'store' | 'directory' | 'policy'>,
  slackId: SlackUserId,
  look: (tx: Transaction, caller: Caller, policy: Policy) => Promise<T>,
): Promise<Clicker<T>> {
  const policy = needs.policy.current();
  const member = await identifyMember(needs.directory, slackId);
  if (!member) return { outcome: 'outsider' };
  if (!policy) return { outcome: 'no-policy' };
  return needs.store.transaction(async (tx) => {
    const caller = await callerOf(tx, policy, member);
    return { caller, policy, found: await look(tx, caller, policy) };
  });
}
