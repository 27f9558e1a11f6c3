import type { Actor, Json } from '../domain/audit-entry.ts';
import type { PolicyHash } from '../domain/names.ts';
import type { Policy } from '../domain/policy.ts';
import type { PolicyChange } from '../domain/policy-difference/policy-change.ts';
import { policyDifference } from '../domain/policy-difference/policy-difference.ts';
import type { PolicyReader } from '../ports/policy-reader.ts';
import type { Transaction } from '../ports/store.ts';
import { allPolicyLinks } from './identify-caller.ts';

/** A policy with the text that is stored for it, and who wants it in force. */
export interface PolicySwap {
  policy: Policy;
  text: string;
  by: Actor;
  /** The one that it replaces; none where none was in force. */
  from: PolicyHash | undefined;
}

/** Another policy came into force meanwhile; nothing of the transaction is kept. */
export class PolicyOvertaken extends Error {
  constructor() {
    super('another policy came into force meanwhile');
    this.name = 'PolicyOvertaken';
  }
}

const MOST_IN_ENTRY = 100;
const MOST_IN_NOTE = 15;

/**
 * Puts the policy in force in place of that one, with its people, an entry and a note to the audit channel that both say the difference. Gives the whole
 * difference; undefined where the one before can't be read, or there was none. Throws PolicyOvertaken.
 */
export async function swapPolicy(tx: Transaction, reader: PolicyReader, swap: PolicySwap): Promise<PolicyChange[] | undefined> {
  const { policy, text, by, from } = swap;
  // Before the row that says what is in force, as everywhere: whoever opens something holds its person when they come to that.
  await tx.people.keepAllFromPolicy(allPolicyLinks(policy));
  if (!(await tx.policies.putInForce(policy.hash, text, from))) throw new PolicyOvertaken();
  const before = from === undefined ? undefined : reader.read((await tx.policies.textOf(from)) ?? '');
  const changes = before && policyDifference(before, policy);
  const about = { hash: policy.hash, from, ...(changes && differenceAsJson(changes)) };
  tx.record({ kind: 'policy-in-force', by, about });
  await tell(tx, swap, changes);
  return changes;
}

function differenceAsJson(changes: readonly PolicyChange[]): { [key: string]: Json | undefined } {
  const said = changes.slice(0, MOST_IN_ENTRY).map(({ text, opensMore }) => ({ text, opensMore }));
  const more = changes.length - said.length;
  return { changes: said, more: more > 0 ? more : undefined };
}

async function tell(tx: Transaction, { policy, by }: PolicySwap, changes: readonly PolicyChange[] | undefined): Promise<void> {
  const shown = changes?.slice(0, MOST_IN_NOTE);
  const difference = changes && shown ? { changes: shown, more: changes.length - shown.length } : {};
  const name = by.kind === 'nightlatch' ? {} : { by: by.name };
  const note = { kind: 'policy-in-force', hash: policy.hash, ...name, ...difference } as const;
  await tx.cards.add({ kind: 'note', note }, { kind: 'channel', channel: policy.slack.auditChannel });
}
